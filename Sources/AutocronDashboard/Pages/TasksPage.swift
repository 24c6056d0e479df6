import Inspection
import InspectionModel
import TaskModel

/// A list of tasks by a filter in the address, which goes on by a cursor.
enum TasksPage {
    /// The number of rows.
    static let length = 50

    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let filter = try visit.filter()
        let query = TaskQuery(filter: filter, limit: length, after: try visit.fields.text("after").map(TaskCursor.init))
        let page = try visit.reading.tasks(query)
        let content: [HTML] = [
            filterForm(filter, try visit.reading.names(), visit),
            .part("list", "List", try list(page, filter, visit)),
        ]
        return .page(
            Page(
                title: "Tasks", section: .tasks, content: content.joined(),
                command: ShellText.command(
                    "tasks", visit.reading.location, ("--state", filter.state?.name), ("--queue", filter.queue),
                    ("--name", filter.name))))
    }

    private static func list(_ page: TaskPage, _ filter: TaskFilter, _ visit: Visit) throws -> HTML {
        let count = try visit.reading.count(filter)
        let isMarkable = BulkAction.allCases.contains { visit.access.has($0.right) }
        let table = TaskTable(
            visit: visit, caption: "Tasks, the newest first; waiting ones as they are due", empty: "No task matches.",
            isMarkable: isMarkable
        ).html(page.tasks)
        let form: HTML = """
            <form method="post" action="\(visit.link(Address("/tasks/retry")))">\(Visit.tokenField)
            \(table)\(markedButtons(visit))</form>
            """
        return """
            <p>\(HTML.count(count)) \(count.count == 1 && count.isExact ? "matches" : "match").</p>
            \(isMarkable ? form : table)\(more(page, filter, visit))\(allLinks(filter, visit))
            """
    }

    private static func filterForm(_ filter: TaskFilter, _ names: KnownNames, _ visit: Visit) -> HTML {
        let states: [HTML] = TaskState.allCases.map { state in
            filter.state == state
                ? "<option value=\"\(state.name)\" selected=\"selected\">\(state.name)</option>"
                : "<option value=\"\(state.name)\">\(state.name)</option>"
        }
        return """
            <form method="get" action="\(visit.link(Address("/tasks")))" role="search" class="filter">
            <label>State <select name="state"><option value="">any</option>\(states)</select></label>
            <label>Queue <input name="queue" list="queues" value="\(raw: filter.queue ?? "")"/></label>
            <label>Function <input name="name" id="search" list="functions" value="\(raw: filter.name ?? "")"/></label>
            <datalist id="queues">\(names.queues.prefix(200).map(option))</datalist>
            <datalist id="functions">\(names.functions.prefix(200).map(option))</datalist>
            <button type="submit">Filter</button></form>

            """
    }

    private static func option(_ name: String) -> HTML { "<option value=\"\(raw: name)\"></option>" }

    private static func markedButtons(_ visit: Visit) -> HTML {
        let buttons: [HTML] = BulkAction.allCases.filter { visit.access.has($0.right) }.map { action in
            """
            <button type="submit" formaction="\(visit.link(action.address))" data-key="\(action.key)">\(action.verb) \
            marked</button>

            """
        }
        return buttons.isEmpty ? .empty : "<p class=\"actions\">\(buttons)</p>"
    }

    private static func allLinks(_ filter: TaskFilter, _ visit: Visit) -> HTML {
        let links: [HTML] = BulkAction.allCases.filter { visit.access.has($0.right) }.map { action in
            "<a href=\"\(visit.link(action.address.with(filter)))\">\(action.verb) all that match…</a> "
        }
        return links.isEmpty ? .empty : "<p class=\"actions\">\(links)</p>"
    }

    private static func more(_ page: TaskPage, _ filter: TaskFilter, _ visit: Visit) -> HTML {
        let next: HTML? = page.next.map { cursor in
            let address = Address("/tasks").with(filter).with("after", cursor.text)
            return "<p><a href=\"\(visit.link(address))\" rel=\"next\">Go on</a></p>"
        }
        let cut: HTML? =
            page.isCut
            ? "<p>The first \(TaskPage.longestSearch) tasks were examined; there may be more that match.</p>" : nil
        return "\(cut)\(next)"
    }
}

extension BulkAction {
    /// The right that the action needs, as its routes name it.
    var right: DashboardAccess.Rights { self == .delete ? .delete : .steerTasks }

    var address: Address {
        switch self {
        case .retry: Address("/tasks/retry")
        case .cancel: Address("/tasks/cancel")
        case .delete: Address("/tasks/delete")
        }
    }

    /// On a button.
    var verb: HTML {
        switch self {
        case .retry: "Retry"
        case .cancel: "Cancel"
        case .delete: "Delete"
        }
    }

    /// The key that presses the button; deleting has none.
    var key: String {
        switch self {
        case .retry: "r"
        case .cancel: "c"
        case .delete: ""
        }
    }
}
