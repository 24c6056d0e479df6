import Autocron

// The functions that run in other processes: marked here, and called like any other function.

/// A call returns when the task is on disk.
@Delay
func sendWelcome(to address: String, name: String) async throws {
    say("sending a welcome to \(name) <\(address)>")
}

/// A call returns a handle, which the caller can await for the result.
@Delay(timeout: .seconds(30))
func countPrimes(below limit: Int) async throws -> Delayed<Int> {
    say("counting the primes below \(limit)")
    return (2..<limit).count { number in
        !(2..<number).prefix { $0 * $0 <= number }.contains { number.isMultiple(of: $0) }
    }
}

/// Throws in its first attempt, and is retried.
@Delay(retries: 2, backoff: .constant(.milliseconds(500)))
func fetchQuote() async throws -> Delayed<String> {
    let attempt = TaskContext.current?.attempt ?? 1
    say("fetching a quote, attempt \(attempt)")
    guard attempt > 1 else { throw ServiceUnavailable() }
    return "slow is smooth, and smooth is fast"
}

struct ServiceUnavailable: Error {}

/// Dies of a signal, and takes only its own process with it.
@Delay
func followWildPointer() async throws -> Delayed<Int> {
    say("reading where nothing is")
    return UnsafePointer<Int>(bitPattern: 8)?.pointee ?? 0
}

/// No code calls it: it runs each second.
@Cron(every: .seconds(1))
func heartbeat() {
    say("another second")
}
