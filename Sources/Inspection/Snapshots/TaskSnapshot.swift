package import InspectionModel
package import TaskModel

/// One task whole, with or without what may tell of its data.
package struct TaskSnapshot: Hashable, Sendable {
    package let details: TaskDetails
    package let isRedacted: Bool

    /// - Parameters:
    ///   - details: The task.
    ///   - isRedacted: Whether to leave out what may tell of the task's data. The sizes of what is left out stay known.
    package init(_ details: TaskDetails, isRedacted: Bool = false) {
        var details = details
        if isRedacted {
            details.summary = details.summary.redacted
            for index in details.earlier.indices {
                details.earlier[index].failure = details.earlier[index].failure?.redacted
            }
        }
        self.details = details
        self.isRedacted = isRedacted
    }

    package var summary: TaskSummary { details.summary }
}

extension TaskSummary {
    /// The task without anything that may reveal its data.
    package var redacted: TaskSummary {
        var task = self
        task.failure = failure?.redacted
        task.progressMessage = nil
        return task
    }
}

extension InspectedDatabase {
    /// Reads one task whole; nil if it does not exist, or no longer does.
    package func task(_ id: TaskID, isRedacted: Bool = false) throws(StoreError) -> TaskSnapshot? {
        try store.details(of: [id]).first.map { TaskSnapshot($0, isRedacted: isRedacted) }
    }
}

extension TaskSnapshot: Encodable {
    private enum CodingKeys: String, CodingKey {
        case task, arguments, result, uniqueKey, interruptions, unattributed, missed, backoff, earlierAttempts
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary, forKey: .task)
        try container.encodeIfPresent(isRedacted ? nil : StoredJSON(details.arguments), forKey: .arguments)
        try container.encodeIfPresent(isRedacted ? nil : details.result.map(StoredJSON.init), forKey: .result)
        try container.encodeIfPresent(isRedacted ? nil : details.key.map(StoredText.init), forKey: .uniqueKey)
        try container.encode(details.interruptions, forKey: .interruptions)
        try container.encode(details.unattributed, forKey: .unattributed)
        try container.encode(details.missed, forKey: .missed)
        try container.encode(details.backoff.words, forKey: .backoff)
        try container.encode(details.earlier, forKey: .earlierAttempts)
    }
}

extension AttemptRow: Encodable {
    private enum CodingKeys: String, CodingKey {
        case claimNumber, started, ended, failure
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(claimNumber, forKey: .claimNumber)
        try container.encodeIfPresent(started, forKey: .started)
        try container.encode(ended, forKey: .ended)
        try container.encodeIfPresent(failure, forKey: .failure)
    }
}
