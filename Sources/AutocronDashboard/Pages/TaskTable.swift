import Inspection
import InspectionModel
import Platform
import TaskModel

/// A list of tasks, which never shows arguments.
struct TaskTable {
    let visit: Visit
    var caption: HTML
    var empty: HTML
    /// Whether each row has a box to mark it.
    var isMarkable = false

    func html(_ tasks: [TaskSummary]) -> HTML {
        DataTable(
            caption: caption,
            columns: [
                .init("Task"), .init("State"), .init("Queue"), .init("Priority"), .init("Due"), .init("Started"),
                .init("Took", isNumber: true), .init("Attempts"), .init("Progress or failure"),
            ],
            rows: tasks.map(row), empty: empty
        ).html
    }

    private func row(_ task: TaskSummary) -> [HTML] {
        [
            name(task), task.isCancelling ? "\(HTML.state(task.state)), being cancelled" : .state(task.state),
            .queue(task.queue, visit), "\(task.priority.name)", .ago(task.runAt, visit),
            task.started.map { .ago($0, visit) } ?? .empty, "\(took(task) ?? "")",
            "\(task.attemptsUsed) of \(task.maxAttempts)", note(task),
        ]
    }

    private func name(_ task: TaskSummary) -> HTML {
        let link: HTML = "<a href=\"\(visit.link(.task(task.id)))\">\(stored: task.name)</a>"
        guard isMarkable else { return link }
        return """
            <input type="checkbox" name="id" value="\(task.id.description)" aria-label="Mark task \(task.id.description)"/> \
            \(link)
            """
    }

    private func took(_ task: TaskSummary) -> String? {
        guard let started = task.started else { return nil }
        if let finished = task.finished { return Instants.span(finished - started) }
        return task.state == .running ? Instants.span(visit.now - started) : nil
    }

    private func note(_ task: TaskSummary) -> HTML {
        if task.failure != nil { return .failure(task.failure) }
        return task.isHeld ? "its function is paused" : .progress(task)
    }
}
