import Inspection
import InspectionModel
import Platform
import TaskModel

/// The first page: who hosts, what waits, what ended, what failed.
enum OverviewPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let live = try visit.reading.overview()
        let content: [HTML] = [
            .part("host", "Host", host(live.status, visit)), .part("counts", "Tasks", tiles(live.status, visit)),
            .part("queues", "Queues", QueuesPage.table(live.status.queues, visit)),
            .part("ended", "The last two minutes", throughput(live)),
            .part(
                "failures", "Newest failures",
                TaskTable(visit: visit, caption: "The tasks that failed last", empty: "No task has failed.").html(
                    live.status.lastFailures)),
            .part("warnings", "Warnings", try warnings(visit)),
        ]
        return .page(
            Page(
                title: "Overview", section: .overview, content: content.joined(),
                command: ShellText.command("status", visit.reading.location)))
    }

    private static func host(_ status: StatusSnapshot, _ visit: Visit) -> HTML {
        let pool = status.pool
        let hosted: HTML =
            pool.isHosted
            ? "\(pool.process.map { "process \($0)" } ?? "an application")" : "nobody; waiting tasks do not run"
        return .facts([
            Fact("Database", "\(stored: status.location)"), Fact("Hosted by", hosted),
            Fact("Since", pool.since.map { .ago($0, visit) }),
            Fact("Workers", "\(pool.workers.count), \(pool.workers.count { $0.task != nil }) of them busy"),
            Fact("Size", "\(ByteCount.text(status.size.bytes))"),
            Fact("Write-ahead log", status.size.walBytes.map { "\(ByteCount.text($0))" }),
            Fact("Paused", status.paused.isEmpty ? "nothing" : "<strong>\(status.paused.names)</strong>"),
        ]) + "\(everything(status.paused, visit))"
    }

    private static func everything(_ paused: PauseSnapshot, _ visit: Visit) -> HTML? {
        let fields: [(StaticString, String)] = [("what", "everything")]
        return paused.isTotal
            ? visit.button("Resume everything", .steerPool, Address("/resume"), fields)
            : visit.button("Pause everything", .steerPool, Address("/pause"), fields)
    }

    private static func tiles(_ status: StatusSnapshot, _ visit: Visit) -> HTML {
        let states: [HTML] = TaskState.allCases.map { state in
            let address = Address("/tasks").with(TaskFilter(state: state))
            return """
                <li><a href="\(visit.link(address))"><strong>\(status.overview.states[state] ?? 0)</strong> \
                \(HTML.state(state))</a></li>

                """
        }
        let oldest: HTML? = status.oldestDue.map {
            "<p>The oldest due task could have started \(HTML.ago($0, visit)).</p>"
        }
        return "<ul class=\"tiles\">\(states)</ul>\(oldest)"
    }

    private static func throughput(_ live: LiveSnapshot) -> HTML {
        let counts = live.endedPerSecond
        let bars = stride(from: 0, to: counts.count, by: 5).map { start in
            let end = min(start + 5, counts.count)
            return BarChart.Bar(
                label: "\(counts.count - start) to \(counts.count - end) s ago", value: counts[start..<end].reduce(0, +)
            )
        }
        let sum = counts.reduce(0, +)
        return BarChart(
            id: "throughput", title: "Tasks that ended, by five seconds",
            sentence: "\(HTML.count(sum, "task", "tasks")) ended in the last \(counts.count) seconds.", unit: "Tasks",
            bars: bars
        ).html
    }

    private static func warnings(_ visit: Visit) throws -> HTML {
        let findings = try visit.reading.findings().filter { $0.level != .good }
        return findings.isEmpty ? "<p class=\"empty\">There is nothing to warn of.</p>" : DoctorPage.list(findings)
    }
}
