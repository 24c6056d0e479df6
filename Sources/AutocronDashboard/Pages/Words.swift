import Inspection
import InspectionModel
import Platform
import TaskModel

// How single values look, wherever they occur.

extension HTML {
    /// An instant by its distance from now, with its local time and UTC at hand.
    static func ago(_ instant: WallTime, _ visit: Visit) -> HTML {
        """
        <time datetime="\(Instants.iso(instant))" \
        title="\(Instants.local(instant, in: visit.options.timeZone)), \(Instants.iso(instant))" data-relative="">\
        \(Instants.relative(instant, now: visit.now))</time>
        """
    }

    /// An instant with its date, and how far away it is.
    static func instant(_ instant: WallTime, _ visit: Visit) -> HTML {
        "\(Instants.local(instant, in: visit.options.timeZone)) (\(ago(instant, visit)))"
    }

    /// A state by word and shape.
    static func state(_ state: TaskState) -> HTML {
        switch state {
        case .waiting: "<span class=\"state waiting\">waiting</span>"
        case .running: "<span class=\"state running\">running</span>"
        case .succeeded: "<span class=\"state succeeded\">succeeded</span>"
        case .failed: "<span class=\"state failed\">failed</span>"
        case .cancelled: "<span class=\"state cancelled\">cancelled</span>"
        case .parked: "<span class=\"state parked\">parked</span>"
        }
    }

    /// A number of things: `1 task`, `2 tasks`.
    static func count(_ number: Int, _ one: StaticString, _ many: StaticString) -> HTML {
        "\(number) \((number == 1 ? one : many).description)"
    }

    static func count(_ count: TaskCount) -> HTML {
        count.isExact ? .count(count.count, "task", "tasks") : "at least \(count.count) tasks"
    }

    /// A function's name, leading to its page.
    static func function(_ name: [UInt8], _ visit: Visit) -> HTML {
        guard let text = String(validating: name, as: UTF8.self) else { return "\(stored: name)" }
        return "<a href=\"\(visit.link(Address("/functions").with("name", text)))\">\(stored: text)</a>"
    }

    /// A queue's name, leading to its page.
    static func queue(_ name: [UInt8], _ visit: Visit) -> HTML {
        guard let text = String(validating: name, as: UTF8.self) else { return "\(stored: name)" }
        return "<a href=\"\(visit.link(Address("/queues").with("name", text)))\">\(stored: text)</a>"
    }

    /// How far a task is, if it says so.
    static func progress(_ task: TaskSummary) -> HTML {
        let message: HTML? = task.progressMessage.map { " \(stored: $0)" }
        guard let progress = task.progress else { return message ?? .empty }
        let percent = Int((min(max(progress.isFinite ? progress : 0, 0), 1) * 100).rounded())
        return """
            <progress max="100" value="\(percent)" aria-label="Progress"></progress> \(percent) %\(message)
            """
    }

    /// The first line of a failure.
    static func failure(_ failure: Failure?) -> HTML {
        guard let failure else { return .empty }
        let text = failure.text
        return text.count <= 200 ? "<bdi>\(text)</bdi>" : "<bdi>\(String(text.prefix(200)))…</bdi>"
    }
}
