import AutocronTesting
import Foundation
import Synchronization

// The marked functions of these tests, as a user would write them.

/// What the tasks of a test have done: inherited by them as a task-local value, as stand-ins for the outside world are.
final class Journal: Sendable {
    @TaskLocal static var current: Journal?

    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    static func note(_ line: String) {
        current?.lines.withLock { $0.append(line) }
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description = "no paper"
}

@Delay
func buffered(_ text: String) { Journal.note(text) }

@Delay
func stored(_ text: String) throws { Journal.note(text) }

@Delay
func suspending(_ text: String, to address: String = "nobody") async throws { Journal.note("\(text) to \(address)") }

@Delay
func doubled(_ number: Int) async throws -> Delayed<Int> { number * 2 }

@Delay
func awaited(_ number: Int) async throws -> Int { number + 1 }

@Delay(minutes: 10)
func tenMinutesLater() async throws -> Delayed<Int> {
    Journal.note("later")
    return 10
}

@Delay(retries: 2, backoff: .constant(.seconds(60)))
func failsTwice() async throws -> Delayed<Int> {
    let attempt = TaskContext.current?.attempt ?? 0
    Journal.note("attempt \(attempt)")
    guard attempt == 3 else { throw Trouble() }
    return attempt
}

@Delay
func failing() async throws -> Delayed<Int> { throw Trouble() }

@Delay(timeout: .milliseconds(50))
func overlong() async throws -> Delayed<Int> {
    // The time limit ends it; no test waits for this long.
    try await Task.sleep(for: .seconds(600))
    return 0
}

@Delay(unique: .untilFinished)
func unique(_ number: Int) async throws -> Delayed<Int> { number }

@Delay
func nested(_ depth: Int) async throws -> Int {
    Journal.note("depth \(depth)")
    return depth == 0 ? 0 : try await nested(depth - 1) + 1
}

@Delay
func waitsForItself(_ id: TaskID?) async throws -> Delayed<String> {
    guard let own = TaskContext.current?.id else { return "" }
    do {
        return try await Delayed<String>(id: own).value
    } catch {
        return "\(error)"
    }
}

@Delay
func storesItself() async throws { try await storesItself() }

@Delay
func reports() async throws {
    TaskContext.report(progress: 0.25, "a quarter")
}

@Delay
func describesItself() async throws -> Delayed<String> {
    TaskContext.current.map { "\($0.name) \($0.attempt) \($0.scheduledAt == nil)" } ?? "nothing"
}

@Delay
func endless(_ signal: Int) async throws {
    Journal.note("begins")
    // A cancellation ends it; no test waits for this long.
    try await Task.sleep(for: .seconds(600))
}

@Cron("0 * * * *", timeZone: "GMT")
func hourly() {
    let context = TaskContext.current
    Journal.note("hourly \(context?.scheduledAt?.formatted(.iso8601) ?? "?") \(context?.missedCount ?? -1)")
}

@Cron(every: .seconds(1200), missed: .skip)
func everyTwentyMinutes() { Journal.note("twenty") }

@Cron("0 0 * * *", timeZone: "GMT", missed: .runAll(limit: 2))
func nightly() throws { Journal.note("nightly") }

@Cron("30 12 * * *", timeZone: "GMT", retries: 1, backoff: .constant(.seconds(60)))
func noon() throws {
    Journal.note("noon \(TaskContext.current?.attempt ?? 0)")
    throw Trouble()
}
