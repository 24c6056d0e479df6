import InspectionModel
package import Platform
package import TaskModel

// How single values are written, wherever they occur.

extension WallTime: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(Instants.iso(self))
    }
}

extension TaskState: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}

extension SettingValue: Encodable {
    /// Seconds for spans of time; null for no limit.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .span(let span): try container.encode(span / .seconds(1))
        case .word(let word): try container.encode(word)
        case .unlimited: try container.encodeNil()
        }
    }
}

extension Finding.Level: Encodable {}

extension Finding: Encodable {
    private enum CodingKeys: CodingKey {
        case check, level, text, advice
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(check, forKey: .check)
        try container.encode(level, forKey: .level)
        try container.encode(text, forKey: .text)
        try container.encodeIfPresent(advice, forKey: .advice)
    }
}

extension TaskSummary: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, name, state, queue, priority, created, due, started, finished, scheduledFor, attemptsUsed, maxAttempts
        case progress, progressMessage, cancelling, failure
    }

    /// What JSON.md calls a task.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id.description, forKey: .id)
        try container.encode(StoredText(name), forKey: .name)
        try container.encode(state, forKey: .state)
        try container.encode(StoredText(queue), forKey: .queue)
        try container.encode(priority.name, forKey: .priority)
        try container.encode(created, forKey: .created)
        try container.encode(runAt, forKey: .due)
        try container.encodeIfPresent(started, forKey: .started)
        try container.encodeIfPresent(finished, forKey: .finished)
        try container.encodeIfPresent(scheduledAt, forKey: .scheduledFor)
        try container.encode(attemptsUsed, forKey: .attemptsUsed)
        try container.encode(maxAttempts, forKey: .maxAttempts)
        try container.encodeIfPresent(progress, forKey: .progress)
        try container.encodeIfPresent(progressMessage.map(StoredText.init), forKey: .progressMessage)
        try container.encode(isCancelling, forKey: .cancelling)
        try container.encodeIfPresent(failure, forKey: .failure)
    }
}
