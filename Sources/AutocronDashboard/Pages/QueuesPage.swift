import Inspection
import InspectionModel
import TaskModel

/// All queues that have tasks, or one of them.
enum QueuesPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let queues = try visit.reading.counts().queues
        guard let name = try visit.queue("name") else {
            return .page(
                Page(
                    title: "Queues", section: .queues, content: .part("list", "List", table(queues, visit)),
                    command: ShellText.command("status", visit.reading.location)))
        }
        guard try visit.reading.names().queues.contains(name) else {
            throw Refusal(404, "There is no queue of this name.")
        }
        let own = queues.filter { $0.name == Array(name.utf8) }
        let waiting = TaskFilter(state: .waiting, queue: name)
        let running = TaskFilter(state: .running, queue: name)
        let lists: [HTML] = [
            .part("state", "State", table(own, visit)),
            .part("running", "Running", try tasks(running, "Its running tasks", visit)),
            .part("waiting", "Waiting", try tasks(waiting, "Its waiting tasks as they are due", visit)),
        ]
        return .page(
            Page(
                title: "Queue", heading: "Queue \(stored: name)", section: .queues, content: lists.joined(),
                command: ShellText.command("tasks", visit.reading.location, ("--queue", name))))
    }

    private static func tasks(_ filter: TaskFilter, _ caption: HTML, _ visit: Visit) throws -> HTML {
        let page = try visit.reading.tasks(TaskQuery(filter: filter, limit: 20))
        let table = TaskTable(visit: visit, caption: caption, empty: "There are none.").html(page.tasks)
        let all: HTML = "<p><a href=\"\(visit.link(Address("/tasks").with(filter)))\">All of them</a></p>"
        return page.next == nil ? table : table + all
    }

    static func table(_ queues: [Overview.Queue], _ visit: Visit) -> HTML {
        DataTable(
            caption: "Queues",
            columns: [
                .init("Queue"), .init("Due", isNumber: true), .init("Later", isNumber: true),
                .init("Running", isNumber: true), .init("Held", isNumber: true), .init("Oldest due"),
                .init("Next due"), .init("Paused"), .init("Actions"),
            ],
            rows: queues.map { row($0, visit) }, empty: "It has no waiting or running tasks."
        ).html
    }

    private static func row(_ queue: Overview.Queue, _ visit: Visit) -> [HTML] {
        [
            .queue(queue.name, visit), "\(queue.due)", "\(queue.later)", "\(queue.running)", "\(queue.held)",
            queue.oldestDue.map { .ago($0, visit) } ?? .empty, queue.nextDue.map { .ago($0, visit) } ?? .empty,
            queue.isPaused ? "<strong>paused</strong>" : "no", button(queue, visit) ?? .empty,
        ]
    }

    private static func button(_ queue: Overview.Queue, _ visit: Visit) -> HTML? {
        guard let name = String(validating: queue.name, as: UTF8.self) else { return nil }
        let fields: [(StaticString, String)] = [("what", "queue"), ("name", name)]
        return queue.isPaused
            ? visit.button("Resume", .steerPool, Address("/resume"), fields)
            : visit.button("Pause", .steerPool, Address("/pause"), fields)
    }
}
