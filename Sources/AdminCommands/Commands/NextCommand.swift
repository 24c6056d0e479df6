import ArgumentParser
import CronSchedule
import Foundation
import Inspection
import Platform

/// The command `autocron next`.
struct NextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Say what a cron expression means, and when it fires next; needs no database.",
        discussion: "Write the expression in quotes: autocron next '30 9 * * MON-FRI'"
    )

    @Argument(help: ArgumentHelp("Five fields, six with seconds first, or a nickname.", valueName: "expression"))
    var expression: String

    @Option(help: ArgumentHelp("The time zone, such as Europe/Berlin; else the machine's own.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("Firings after this instant, else now: 2026-03-01T12:00:00Z.", valueName: "instant"))
    var after: InstantArgument?

    @Option(help: ArgumentHelp("How many firings to list.", valueName: "n"))
    var count = 5

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1_000).contains(count) else {
            throw ValidationError("--count is \(count), and from 1 to 1000 can be listed")
        }
    }

    func run() throws {
        let zone = try zone()
        let (parsed, warnings) = try Self.check(expression)
        let now = WallTime.now()
        let firings = FiringsSnapshot(
            parsed, warnings: warnings, zone: zone, after: after?.instant ?? now, count: count)
        try output.print(firings) { firings.lines(on: $0, now: now) }
    }

    private static func check(_ text: String) throws -> (CronExpression, [CronWarning]) {
        do {
            return try CronExpression.check(text)
        } catch {
            let excerpt = CaretExcerpt(text, error.range).lines
            throw AdminError(.usage, error.description, excerpt: excerpt)
        }
    }

    private func zone() throws -> TimeZone {
        guard let timeZone else { return .current }
        if let zone = ZoneName.zone(named: timeZone) { return zone }
        let near = ZoneName.suggestions(for: timeZone).map { "'\($0)'" }.joined(separator: " or ")
        let hint = near.isEmpty ? "write one such as Europe/Berlin" : "did you mean \(near)?"
        throw AdminError(.usage, "this machine knows no time zone '\(timeZone)'; \(hint)")
    }
}
