import Autocron

// The tasks that are stored and run. Those of the first three wait for an hour, so that nobody runs them meanwhile.

@Delay(hours: 1)
func keepBlocking(_ number: Int) throws {}

@Delay(hours: 1)
func keepSuspending(_ number: Int) async throws {}

@Delay(hours: 1)
func keepBuffered(_ number: Int) {}

@Delay
func doNothing(_ number: Int) throws {}

/// Returns the instant at which its body starts.
@Delay
func startInstant() throws -> Delayed<Int64> { Monotonic.now() }

/// Returns the instant at which its body starts, to a caller that waits for it.
@Delay
func awaitedStartInstant() async throws -> Int64 { Monotonic.now() }
