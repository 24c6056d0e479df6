import Inspection
import TaskModel

/// All routes: nothing else is answered.
enum RouteTable {
    static let all: [Route] = pages + contents + actions + bulkActions + json + assets

    private static let filter: Set<String> = ["state", "queue", "name"]
    /// The outcome of an action, which its page tells.
    private static let outcome: Set<String> = ["done", "count", "left", "why"]

    private static let pages: [Route] = [
        .look("/", .see, outcome, OverviewPage.make),
        .look("/tasks", .see, filter.union(["after"]).union(outcome), TasksPage.make),
        .look("/tasks/*", .see, outcome, TaskPageContent.make),
        .look("/failures", .see, [], FailuresPage.make),
        .look("/functions", .see, outcome.union(["name"]), FunctionsPage.make),
        .look("/cron", .see, outcome.union(["name"]), SchedulesPage.make),
        .look("/queues", .see, outcome.union(["name"]), QueuesPage.make),
        .look("/workers", .see, [], WorkersPage.make),
        .look("/settings", .see, outcome, SettingsPage.make),
        .look("/doctor", .see, ["check"], DoctorPage.make),
        .look("/orders", .see, outcome, OrdersPage.make),
        .look("/help", .see, [], HelpPage.make),
    ]

    private static let contents: [Route] = [
        .look("/tasks/*/arguments", .seeContents, [], TaskContents.arguments),
        .look("/tasks/*/result", .seeContents, [], TaskContents.result),
    ]

    private static let actions: [Route] = [
        .act("/pause", .steerPool, ["what", "name"], PauseActions.pause),
        .act("/resume", .steerPool, ["what", "name"], PauseActions.resume),
        .act("/settings", .steerPool, ["key", "value"], SettingsActions.set),
        .act("/settings/unset", .steerPool, ["key"], SettingsActions.unset),
        .act("/functions", .steerTasks, ["name", "arguments", "queue", "priority", "retries"], TaskActions.store),
        .act("/cron", .steerTasks, ["name"], TaskActions.runNow),
        .act("/orders/stop", .steerTasks, ["order"], TaskActions.stopOrder),
    ]

    private static let bulkActions: [Route] = BulkAction.allCases.flatMap { action in
        let right: DashboardAccess.Rights = action == .delete ? .delete : .steerTasks
        return [
            Route.look("/tasks/\(action.rawValue)", right, filter) { try ConfirmationPage.make(action, $0) },
            Route.act("/tasks/\(action.rawValue)", right, ["id"]) { try TaskActions.apply(action, $0, $1) },
            Route.act("/tasks/\(action.rawValue)/all", right, filter.union(["until"])) {
                try TaskActions.order(action, $0, $1)
            },
        ]
    }

    private static let json: [Route] = [
        .look("/api/status", .see, [], JSONAnswers.status),
        .look("/api/tasks", .see, filter.union(["after"]), JSONAnswers.tasks),
        .look("/api/tasks/*", .see, [], JSONAnswers.task),
        .look("/api/cron", .see, [], JSONAnswers.schedules),
        .look("/api/settings", .see, [], JSONAnswers.settings),
        .look("/api/doctor", .see, [], JSONAnswers.findings),
    ]

    private static let assets: [Route] = [
        .look("/style.css", .see) { _ in .asset(type: "text/css; charset=utf-8", text: StyleSheet.text) },
        .look("/script.js", .see) { _ in .asset(type: "text/javascript; charset=utf-8", text: Script.text) },
    ]

    /// Finds the routes of a path, one for each method, and the task that the path names.
    ///
    /// - Parameter path: Within the dashboard, as it was sent.
    static func find(_ path: String) -> (routes: [Route], task: TaskID?) {
        let fixed = all.filter { $0.path == path }
        guard fixed.isEmpty else { return (fixed, nil) }
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.firstIndex(of: "tasks").map({ $0 + 1 }), index < parts.count,
            let task = TaskID(String(parts[index]))
        else { return ([], nil) }
        parts[index] = "*"
        let pattern = parts.joined(separator: "/")
        return (all.filter { $0.path == pattern }, task)
    }
}
