import Autocron
import Foundation

@main
struct Quickstart {
    static func main() async throws {
        // A worker is this program, started again: it runs up to `start`, which never returns in it.
        let database = CommandLine.arguments.dropFirst().first ?? "quickstart.db"
        var autocron = try await Autocron.start(database, workers: 2)
        say("started: this is the application, tasks run in other processes")

        // 1. A call that returns at once.
        try await sendWelcome(to: "ada@example.org", name: "Ada")
        say("the welcome is on disk, and will be sent whatever happens to this process")

        // 2. A result that is awaited.
        let primes = try await countPrimes(below: 50_000)
        say("\(try await primes.value) primes, counted while this process did nothing")

        // 3. A task that throws, and is retried.
        let quote = try await fetchQuote()
        say("the quote: \(try await quote.value)")

        // 4. A task that crashes.
        let crash = try await followWildPointer()
        do {
            _ = try await crash.value
        } catch {
            say("task \(crash.id): \(error); the application continues")
        }

        // 5. Meanwhile, each second: the heartbeat.
        try await Task.sleep(for: .seconds(2))

        // 6. What waits at the end is not lost: the next start runs it.
        let later = try await Autocron.enqueue(after: .seconds(1)) { try await countPrimes(below: 1_000) }
        try await autocron.stop()
        say("stopped; no worker is left, and task \(later.id) waits in \(database)")

        autocron = try await Autocron.start(database, workers: 2)
        say("started again")
        say("\(try await later.value) primes, by the task that had waited")
        try await autocron.stop()
        say("done")
    }
}
