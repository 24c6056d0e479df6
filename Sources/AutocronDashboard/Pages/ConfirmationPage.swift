import Foundation
import Inspection
import InspectionModel
import Platform
import TaskModel

/// What an order for many tasks would do, before it is given.
enum ConfirmationPage {
    static func make(_ action: BulkAction, _ visit: Visit) throws -> Answer {
        let filter = try visit.filter()
        let states = filter.state.map { [$0] } ?? action.states
        var count = TaskCount(count: 0, isExact: true)
        var examples: [TaskSummary] = []
        for state in states {
            var part = filter
            part.state = state
            // One look examines so many tasks and no more; what is not counted any more makes it "at least".
            if count.isExact {
                let own = try visit.reading.count(part)
                count = TaskCount(count: count.count + own.count, isExact: own.isExact)
            }
            if examples.count < 5 {
                examples += try visit.reading.tasks(TaskQuery(filter: part, limit: 5 - examples.count)).tasks
            }
        }
        let table = TaskTable(visit: visit, caption: "Some of them", empty: "No task matches.").html(examples)
        let content: HTML = """
            <p><strong>\(action.verb) \(HTML.count(count))</strong> in these states: \
            \(states.map(HTML.state).joined(separator: ", ")).</p>
            \(table)
            <p>Not touched: tasks in other states\(action == .delete ? ", running ones" : nil), and tasks that are stored \
            after this page was made.</p>
            \(count.count > 0 ? order(action, filter, visit) : nil)
            <p><a href="\(visit.link(Address("/tasks").with(filter)))">Back to the list</a></p>
            """
        return .page(
            Page(
                title: "\(action.rawValue.capitalized) many tasks", section: .tasks, content: content,
                command: ShellText.command(
                    action.rawValue, visit.reading.location + " --all", ("--state", filter.state?.name),
                    ("--queue", filter.queue), ("--name", filter.name)),
                isLive: false))
    }

    private static func order(_ action: BulkAction, _ filter: TaskFilter, _ visit: Visit) -> HTML {
        guard HTML.canCarry((filter.queue ?? "") + (filter.name ?? "")) else {
            return "<p>The name has control characters, which no form can carry; use the command below.</p>"
        }
        return form(action, filter, visit)
    }

    /// Carries the filter and the present, so that what is stored later is not meant.
    private static func form(_ action: BulkAction, _ filter: TaskFilter, _ visit: Visit) -> HTML {
        """
        <form method="post" action="\(visit.link(action.orderAddress))">\(Visit.tokenField)
        <input type="hidden" name="state" value="\(filter.state?.name ?? "")"/>
        <input type="hidden" name="queue" value="\(raw: filter.queue ?? "")"/>
        <input type="hidden" name="name" value="\(raw: filter.name ?? "")"/>
        <input type="hidden" name="until" value="\(visit.now.microseconds)"/>
        <button type="submit">\(action.verb) all of them</button></form>
        """
    }
}

extension BulkAction {
    fileprivate var orderAddress: Address {
        switch self {
        case .retry: Address("/tasks/retry/all")
        case .cancel: Address("/tasks/cancel/all")
        case .delete: Address("/tasks/delete/all")
        }
    }
}
