import Inspection
import InspectionModel
import TaskModel

/// Failed tasks, grouped by function, kind, and place or message.
enum FailuresPage {
    /// The number of failed tasks that are grouped, the newest ones.
    private static let examined = 500
    /// The number of tasks of a group that one form retries or deletes.
    private static let most = 150

    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let query = TaskQuery(filter: TaskFilter(state: .failed), limit: examined)
        let page = try visit.reading.tasks(query)
        let groups = FailureGroup.make(of: page.tasks)
        let table = DataTable(
            caption: "Failures by place",
            columns: [
                .init("What"), .init("Function"), .init("Failed now", isNumber: true),
                .init("Attempts", isNumber: true), .init("First"), .init("Last"), .init("Actions"),
            ],
            rows: groups.map { row($0, visit) }, empty: "No task has failed."
        )
        let rest: HTML? =
            page.next == nil ? nil : "<p>These are groups of the \(examined) tasks that failed last.</p>"
        return .page(
            Page(
                title: "Failures", section: .failures, content: .part("groups", "Groups", "\(table.html)\(rest)"),
                command: ShellText.command("tasks", visit.reading.location, ("--state", "failed"))))
    }

    private static func row(_ group: FailureGroup, _ visit: Visit) -> [HTML] {
        let cause = group.cause
        let place: HTML? = cause.place.map { " at \(stored: $0)" }
        let message: HTML? = cause.message.map { ": \(stored: $0)" }
        let what: HTML = """
            <a href="\(visit.link(.task(group.example.id)))">\(words(cause.kind))\(place)\(message)</a>
            """
        return [
            what, .function(cause.name, visit), "\(group.ids.count)", "\(group.attempts)", .ago(group.first, visit),
            .ago(group.last, visit), actions(group, visit),
        ]
    }

    private static func actions(_ group: FailureGroup, _ visit: Visit) -> HTML {
        let ids = group.ids.prefix(most).map { ("id" as StaticString, $0.description) }
        let buttons = [BulkAction.retry, .delete].map { action in
            visit.button("\(action.verb) \(ids.count)", action.right, action.address, ids) ?? .empty
        }
        return buttons.joined()
    }

    private static func words(_ kind: Failure.Kind) -> HTML {
        switch kind {
        case .threw: "Threw"
        case .timedOut: "Timed out"
        case .crashed: "Crashed"
        case .cancelled: "Cancelled"
        case .unknownName: "Unknown function"
        case .undecodableArguments: "Arguments cannot be decoded"
        case .interruptedTooOften: "Interrupted too often"
        case .unstorable: "Result cannot be stored"
        }
    }
}
