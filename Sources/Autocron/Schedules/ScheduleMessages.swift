import Platform
import TaskModel

// Log messages about recurring functions.

extension ScheduleChanges {
    /// Reports functions that are gone.
    var notice: String? {
        guard let first = removed.first else { return nil }
        let functions = removed.count == 1 ? "'\(first)' is" : "\(removed.count) functions, among them '\(first)', are"
        let runs = parked == 0 ? "" : "; \(parked) waiting run(s) are parked until a build that has them is started"
        return "\(functions) not recurring any more in this build, and stored as inactive\(runs)"
    }
}

extension Timetable.Fired {
    /// Reports that the clock was set back.
    ///
    /// - Parameter now: The present.
    func notice(at now: WallTime) -> String? {
        guard let (finding, mark) = clock else { return nil }
        let story =
            "the clock says \(now.text), but recurring functions were run up to \(mark.text) before"
        return switch finding {
        case .behind:
            "\(story): they wait until the clock is past that, so that no instant has two runs; if the clock is wrong, "
                + "set it right"
        case .farBehind:
            "\(story): as that is more than a day away, they go on from now, and instants whose earlier runs are "
                + "deleted already may run again; if the clock is wrong, set it right: they then go on from "
                + "\(mark.text)"
        }
    }
}
