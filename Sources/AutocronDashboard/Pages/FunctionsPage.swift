import Inspection
import InspectionModel
import TaskModel

/// The functions of the program that started last, or one of them.
enum FunctionsPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let names = try visit.reading.names()
        guard let name = try visit.functionName() else { return .page(try list(names, visit)) }
        return .page(try one(name, isKnown: names.functions.contains(name), visit))
    }

    private static func list(_ names: KnownNames, _ visit: Visit) throws -> Page {
        let paused = try visit.reading.paused()
        let table = DataTable(
            caption: "Functions of the program that started last",
            columns: [.init("Function"), .init("Kind"), .init("Paused")],
            rows: names.functions.sorted().map { name in
                [
                    .function(Array(name.utf8), visit), names.recurring.contains(name) ? "recurs" : "is called",
                    paused.isPaused(function: Array(name.utf8)) ? "<strong>paused</strong>" : "no",
                ]
            },
            empty: "No program has stored its functions here yet; start the application once.")
        return Page(title: "Functions", section: .functions, content: .part("list", "List", table.html))
    }

    private static func one(_ name: String, isKnown: Bool, _ visit: Visit) throws -> Page {
        let newest = try visit.reading.tasks(TaskQuery(filter: TaskFilter(name: name), limit: 20))
        let failed = try visit.reading.tasks(TaskQuery(filter: TaskFilter(state: .failed, name: name), limit: 10))
        let waiting = try visit.reading.count(TaskFilter(state: .waiting, name: name))
        let isPaused = try visit.reading.paused().isPaused(function: Array(name.utf8))
        let facts = HTML.facts([
            Fact("In the program that started last", isKnown ? "yes" : "no"), Fact("Waiting", .count(waiting)),
            Fact("Paused", isPaused ? "<strong>yes</strong>" : "no"),
        ])
        let content: [HTML?] = [
            .part("facts", "Facts", "\(facts)\(pauseButton(name, isPaused, visit))"),
            .part(
                "failed", "Newest failures",
                TaskTable(visit: visit, caption: "Its tasks that failed last", empty: "None has failed.").html(
                    failed.tasks)),
            .part(
                "newest", "Newest tasks",
                TaskTable(visit: visit, caption: "Its newest tasks", empty: "It has no tasks.").html(newest.tasks)),
            isKnown ? storeForm(name, visit) : nil,
        ]
        return Page(
            title: "Function", heading: "\(stored: name)", section: .functions,
            content: content.compactMap(\.self).joined(),
            command: ShellText.command("tasks", visit.reading.location, ("--name", name)))
    }

    private static func pauseButton(_ name: String, _ isPaused: Bool, _ visit: Visit) -> HTML? {
        let fields: [(StaticString, String)] = [("what", "function"), ("name", name)]
        return isPaused
            ? visit.button("Resume", .steerPool, Address("/resume"), fields)
            : visit.button("Pause", .steerPool, Address("/pause"), fields)
    }

    private static func storeForm(_ name: String, _ visit: Visit) -> HTML? {
        guard visit.access.has(.steerTasks), HTML.canCarry(name) else { return nil }
        let priorities: [HTML] = Priority.allCases.map { priority in
            priority == .medium
                ? "<option selected=\"selected\">\(priority.name)</option>" : "<option>\(priority.name)</option>"
        }
        return """
            <section aria-labelledby="store-title"><h2 id="store-title">Store a task</h2>
            <form method="post" action="\(visit.link(Address("/functions")))" class="stacked">\(Visit.tokenField)
            <input type="hidden" name="name" value="\(raw: name)"/>
            <label>Arguments, a JSON object with the parameters' names
            <textarea name="arguments" rows="4" spellcheck="false">{}</textarea></label>
            <label>Queue <input name="queue" value="default"/></label>
            <label>Priority <select name="priority">\(priorities)</select></label>
            <label>Retries <input name="retries" type="number" min="0" max="1000" value="0"/></label>
            <button type="submit">Store</button></form></section>

            """
    }
}
