package import InspectionModel
package import Platform
package import TaskModel

/// What is paused; every listing shows it, so that users do not wonder why nothing runs.
package struct PauseSnapshot: Hashable, Sendable {
    package var pauses: [Pause]

    package init(_ pauses: [Pause] = []) {
        self.pauses = pauses
    }

    package init(_ database: InspectedDatabase) throws(StoreError) {
        pauses = try database.store.pauses()
    }

    package var isEmpty: Bool { pauses.isEmpty }

    /// Whether everything is.
    package var isTotal: Bool { pauses.contains { $0.kind == .everything } }

    /// What is paused, in words, with hidden characters escaped.
    package var names: String {
        pauses.map { pause in
            switch pause.kind {
            case .everything: "everything"
            case .queue: "queue '\(TerminalEscaping.text(pause.name))'"
            case .function, .recurringFunction: "'\(TerminalEscaping.text(pause.name))'"
            }
        }.joined(separator: ", ")
    }

    /// The instant of the oldest pause; nil for pauses of recurring functions alone.
    package var since: WallTime? { pauses.compactMap(\.since).min() }

    /// The pause that keeps a task from being started; nil if none does.
    ///
    /// - Parameters:
    ///   - queue: The task's queue.
    ///   - function: The task's function. A pause of its recurring runs does not hold back a task.
    package func holding(queue: String, function: String) -> PauseSubject? {
        if isTotal { return .everything }
        if contains(.queue, queue) { return .queue(queue) }
        return contains(.function, function) ? .function(function) : nil
    }

    /// Whether a function is paused, be it for calls or for its instants.
    package func isPaused(function name: [UInt8]) -> Bool {
        pauses.contains { [.function, .recurringFunction].contains($0.kind) && $0.name == name }
    }

    private func contains(_ kind: Pause.Kind, _ name: String) -> Bool {
        pauses.contains { $0.kind == kind && $0.name == Array(name.utf8) }
    }
}

extension PauseSnapshot: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        for pause in pauses { try container.encode(pause) }
    }
}

extension Pause: Encodable {
    private enum CodingKeys: CodingKey {
        case what, name, since
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind.word, forKey: .what)
        try container.encodeIfPresent(kind == .everything ? nil : StoredText(name), forKey: .name)
        try container.encodeIfPresent(since, forKey: .since)
    }
}

extension Pause.Kind {
    /// The subject's name in JSON.
    fileprivate var word: String {
        switch self {
        case .everything: "everything"
        case .queue: "queue"
        case .function: "function"
        case .recurringFunction: "recurring function"
        }
    }
}
