import Inspection
import InspectionModel
import Platform
import TaskModel

/// The recurring functions and the firings of the next day, or one function.
enum SchedulesPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let schedules = try visit.reading.schedules()
        guard let name = try visit.functionName() else { return .page(list(schedules, visit)) }
        guard let schedule = schedules.first(where: { $0.row.name == Array(name.utf8) }) else {
            throw Refusal(404, "There is no recurring function of this name.")
        }
        return .page(try one(schedule, name, visit))
    }

    // MARK: All

    private static func list(_ schedules: [ScheduleSnapshot], _ visit: Visit) -> Page {
        let table = DataTable(
            caption: "Recurring functions",
            columns: [
                .init("Function"), .init("Fires"), .init("Zone"), .init("Next"), .init("Last run"), .init("Ended"),
                .init("Missed", isNumber: true), .init("Overlapped", isNumber: true), .init("Policies"),
                .init("Actions"),
            ],
            rows: schedules.map { row($0, visit) },
            empty: "No application has registered a recurring function here yet; start it once.")
        let day = FiringsOfDay(schedules, now: visit.now, zone: visit.options.timeZone)
        return Page(
            title: "Schedules", section: .schedules,
            content: .part("list", "List", table.html) + .part("day", "The next 24 hours", day.html),
            command: ShellText.command("cron", visit.reading.location))
    }

    private static func row(_ schedule: ScheduleSnapshot, _ visit: Visit) -> [HTML] {
        let row = schedule.row
        let run = row.lastRun
        let policies: [HTML] = [("missed", row.missedPolicy), ("overlap", row.overlapPolicy)].compactMap { name, text in
            text.map { "\(name): \(stored: $0)" }
        }
        return [
            link(row.name, visit), "\(schedule.words)", "\(schedule.timeZone ?? "")", next(schedule, visit),
            run.map { "<a href=\"\(visit.link(.task($0.id)))\">\(HTML.ago($0.scheduledAt ?? $0.created, visit))</a>" }
                ?? "none kept",
            run.map { .state($0.state) } ?? .empty, "\(row.missed)", "\(row.overlapped)",
            policies.joined(separator: ", "), actions(schedule, visit),
        ]
    }

    private static func link(_ name: [UInt8], _ visit: Visit) -> HTML {
        guard let text = String(validating: name, as: UTF8.self) else { return "\(stored: name)" }
        return "<a href=\"\(visit.link(Address("/cron").with("name", text)))\">\(stored: text)</a>"
    }

    private static func next(_ schedule: ScheduleSnapshot, _ visit: Visit) -> HTML {
        guard schedule.row.isActive else { return "gone from the program" }
        guard !schedule.isPaused else { return "<strong>paused</strong>" }
        return schedule.next.map { .ago($0, visit) } ?? "never"
    }

    private static func actions(_ schedule: ScheduleSnapshot, _ visit: Visit) -> HTML {
        guard schedule.row.isActive, let name = String(validating: schedule.row.name, as: UTF8.self) else {
            return .empty
        }
        let subject: [(StaticString, String)] = [("what", "function"), ("name", name)]
        let pause =
            schedule.row.isPaused
            ? visit.button("Resume", .steerPool, Address("/resume"), subject)
            : visit.button("Pause", .steerPool, Address("/pause"), subject)
        return "\(visit.button("Run now", .steerTasks, Address("/cron"), [("name", name)]))\(pause)"
    }

    // MARK: One

    private static func one(_ schedule: ScheduleSnapshot, _ name: String, _ visit: Visit) throws -> Page {
        let runs = try visit.reading.tasks(TaskQuery(filter: TaskFilter(name: name), limit: TasksPage.length))
        let firings: [HTML] = schedule.nextFirings(20).map { "<li>\(HTML.instant($0, visit))</li>" }
        let facts = HTML.facts([
            Fact("Fires", "\(schedule.words)"), Fact("Rule", "<code>\(stored: schedule.row.spec)</code>"),
            Fact("Zone", schedule.timeZone.map { "\($0)" }), Fact("Next", next(schedule, visit)),
            Fact("Missed", "\(schedule.row.missed)"), Fact("Overlapped", "\(schedule.row.overlapped)"),
        ])
        let content: [HTML] = [
            .part("facts", "Facts", facts + actions(schedule, visit)),
            .part(
                "next", "Next firings",
                firings.isEmpty ? "<p class=\"empty\">It does not fire.</p>" : "<ol>\(firings)</ol>"),
            .part(
                "runs", "Runs that are kept",
                TaskTable(visit: visit, caption: "Its newest runs", empty: "No run is kept.").html(runs.tasks)),
        ]
        return Page(
            title: "Schedule", heading: "\(stored: name)", section: .schedules, content: content.joined(),
            command: ShellText.command("cron", visit.reading.location))
    }
}
