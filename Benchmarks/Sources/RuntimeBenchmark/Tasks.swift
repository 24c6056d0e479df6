import Autocron
import Foundation

// The tasks that are stored and run. Those of the first three are due in an hour, so that no worker runs them during a
// measure.

@Delay(hours: 1)
func keepBlocking(_ number: Int) throws {}

@Delay(hours: 1)
func keepSuspending(_ number: Int) async throws {}

@Delay(hours: 1)
func keepBuffered(_ number: Int) {}

@Delay
func doNothing(_ number: Int) throws {}

/// Waits as briefly as a task that calls a nearby server.
@Delay
func napBriefly(_ number: Int) async throws { try await Task.sleep(for: .microseconds(500)) }

/// Returns the instant at which its body starts.
@Delay
func startInstant() throws -> Delayed<Int64> { Monotonic.now() }

/// Returns the instant at which its body starts, to a caller that waits for it.
@Delay
func awaitedStartInstant() async throws -> Int64 { Monotonic.now() }

/// Like ``startInstant()``, with a time limit, which the pool must enforce.
@Delay(timeout: .seconds(30))
func limitedStartInstant() throws -> Delayed<Int64> { Monotonic.now() }

/// Like ``awaitedStartInstant()``, with a time limit.
@Delay(timeout: .seconds(30))
func awaitedLimitedStartInstant() async throws -> Int64 { Monotonic.now() }

/// Leaves its number in a file, once for each run.
@Delay
func leaveMark(_ number: Int64, in file: String) throws {
    let descriptor = unsafe open(file, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    Bytes.write(number, to: descriptor)
    close(descriptor)
}
