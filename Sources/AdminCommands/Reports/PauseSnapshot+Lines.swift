import Inspection
import InspectionModel
import Platform
import TaskModel

extension PauseSnapshot {
    /// A conspicuous line; nil if nothing is paused.
    func line(on output: OutputStyle, now: WallTime) -> String? {
        guard !isEmpty else { return nil }
        let since = since.map { ", since \(Instants.relative($0, now: now))" } ?? ""
        return output.styled("PAUSED: \(names)\(since)", .error)
    }
}

extension PauseSubject {
    /// Why a task that was just stored does not start, where this is paused.
    var waitNote: String {
        switch self {
        case .everything: "everything is paused, so it waits until 'autocron resume'"
        case .queue: "\(TerminalEscaping.text(words)) is paused, so it waits until 'autocron resume --queue'"
        case .function: "\(TerminalEscaping.text(words)) is paused, so it waits until 'autocron resume --task'"
        }
    }
}
