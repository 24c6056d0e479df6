import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// What is paused; every listing shows it, so that users do not wonder why nothing runs.
struct PauseReport {
    private let pauses: [Pause]
    private let now: WallTime

    init(_ database: AdminDatabase, now: WallTime) throws(StoreError) {
        pauses = try database.store.read { connection throws(StoreError) in try connection.pauses() }
        self.now = now
    }

    init(_ pauses: [Pause], now: WallTime) {
        self.pauses = pauses
        self.now = now
    }

    var isEmpty: Bool { pauses.isEmpty }

    /// Whether everything is.
    var isTotal: Bool { pauses.contains { $0.kind == .everything } }

    /// What is paused, in words, with hidden characters escaped.
    var names: String {
        pauses.map { pause in
            switch pause.kind {
            case .everything: "everything"
            case .queue: "queue '\(TerminalEscaping.text(pause.name))'"
            case .function, .recurringFunction: "'\(TerminalEscaping.text(pause.name))'"
            }
        }.joined(separator: ", ")
    }

    /// A conspicuous line; nil if nothing is paused.
    func line(on output: OutputStyle) -> String? {
        guard !isEmpty else { return nil }
        let since = pauses.compactMap(\.since).min().map { ", since \(Instants.relative($0, now: now))" } ?? ""
        return output.styled("PAUSED: \(names)\(since)", .error)
    }

    /// Why a task that was just stored does not start; nil if it does.
    ///
    /// - Parameters:
    ///   - queue: The task's queue.
    ///   - function: The task's function. A pause of its recurring runs does not hold back a task.
    func note(queue: String, function: String) -> String? {
        if isTotal { return "everything is paused, so it waits until 'autocron resume'" }
        if isPaused(.queue, queue) {
            return "queue '\(TerminalEscaping.text(queue))' is paused, so it waits until 'autocron resume --queue'"
        }
        guard isPaused(.function, function) else { return nil }
        return "'\(TerminalEscaping.text(function))' is paused, so it waits until 'autocron resume --task'"
    }

    private func isPaused(_ kind: Pause.Kind, _ name: String) -> Bool {
        pauses.contains { $0.kind == kind && $0.name == Array(name.utf8) }
    }

    var json: JSON {
        .list(
            pauses.map { pause in
                .object([
                    "what": .text(pause.kind.word), "name": pause.kind == .everything ? .null : .stored(pause.name),
                    "since": .instant(pause.since),
                ])
            }
        )
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
