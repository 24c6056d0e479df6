import Inspection
import InspectionModel
import Platform
import TaskModel

/// One task: why it waits, its facts, its contents, its attempts, and how they ended.
enum TaskPageContent {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let task = try visit.reading.task(visit.task)
        let summary = task.summary
        let content: [HTML?] = [
            try why(summary, visit), .part("facts", "Facts", facts(task, visit) + actions(summary, visit)),
            .part("contents", "Arguments and result", TaskContents.html(task, visit)),
            AttemptTimeline(task.details, visit: visit).map { .part("attempts", "Attempts", $0.html) },
            CrashReport.all(task, visit), .part("related", "Related", related(summary, visit)),
        ]
        return .page(
            Page(
                title: "Task \(summary.id)", heading: "Task \(stored: summary.name)", section: .tasks,
                content: content.compactMap(\.self).joined(),
                command: ShellText.command("show", visit.reading.location + " \(summary.id)")))
    }

    private static func why(_ task: TaskSummary, _ visit: Visit) throws -> HTML? {
        let reasons = try visit.reading.waitReasons(of: task)
        guard let first = reasons.first else { return nil }
        let sentence = { (reason: WaitReason) in reason.words(now: visit.now, in: visit.options.timeZone) }
        let others: [HTML] = reasons.dropFirst().map { "<li>\(sentence($0))</li>" }
        return .part(
            "why", "Why it waits",
            """
            <p class="why">\(sentence(first))</p>\
            \(others.isEmpty ? nil : "<p>When that is over, this remains:</p><ul>\(others)</ul>")
            """)
    }

    private static func facts(_ task: TaskSnapshot, _ visit: Visit) -> HTML {
        let (summary, details) = (task.summary, task.details)
        return .facts([
            Fact("Identifier", "<code>\(summary.id.description)</code>"),
            Fact("State", summary.isCancelling ? "\(HTML.state(.running)), being cancelled" : .state(summary.state)),
            Fact("Function", .function(summary.name, visit)), Fact("Queue", .queue(summary.queue, visit)),
            Fact("Priority", "\(summary.priority.name)"), Fact("Stored", .instant(summary.created, visit)),
            Fact("Scheduled for", summary.scheduledAt.map { .instant($0, visit) }),
            Fact("Due", .instant(summary.runAt, visit)), Fact("Started", summary.started.map { .instant($0, visit) }),
            Fact("Ended", summary.finished.map { .instant($0, visit) }),
            Fact("Attempts", "\(summary.attemptsUsed) of \(summary.maxAttempts)"),
            Fact("Backoff", summary.maxAttempts > 1 ? "\(details.backoff.words)" : nil),
            Fact("Missed runs", details.missed > 0 ? "\(details.missed)" : nil),
            Fact("Interruptions", details.interruptions > 0 ? "\(details.interruptions)" : nil),
            Fact("Progress", summary.progress == nil ? nil : .progress(summary)),
            Fact("Unique key", details.key.map { task.isRedacted ? "(\($0.count) bytes)" : "\(stored: $0)" }),
            Fact("Failure", summary.failure == nil ? nil : .failure(summary.failure)),
        ])
    }

    private static func actions(_ task: TaskSummary, _ visit: Visit) -> HTML {
        let id: [(StaticString, String)] = [("id", task.id.description)]
        let possible: [BulkAction] =
            switch task.state {
            case .waiting: [.retry, .cancel, .delete]
            case .running: [.cancel]
            case .succeeded: [.delete]
            case .failed, .cancelled: [.retry, .delete]
            case .parked: [.retry, .cancel, .delete]
            }
        let buttons = possible.compactMap { action in
            let isStart = action == .retry && task.state == .waiting
            return visit.button(isStart ? "Run now" : action.verb, action.right, action.address, id)
        }
        return buttons.isEmpty ? .empty : "<p class=\"actions\">\(buttons)</p>"
    }

    private static func related(_ task: TaskSummary, _ visit: Visit) -> HTML {
        guard let name = String(validating: task.name, as: UTF8.self) else { return "<p class=\"empty\">Nothing.</p>" }
        let tasks = Address("/tasks").with(TaskFilter(name: name))
        let failed = Address("/tasks").with(TaskFilter(state: .failed, name: name))
        return """
            <ul><li><a href="\(visit.link(tasks))">Tasks of the same function</a></li>
            <li><a href="\(visit.link(failed))">Those that failed</a></li>
            <li><a href="\(visit.link(.apiTask(task.id)))">This task as JSON</a></li></ul>
            """
    }
}
