import Autocron

/// Takes a quarter of a second, on whichever machine a worker is free.
@Delay(retries: 2, backoff: .constant(.zero), timeout: .seconds(10))
func develop(photo: Int) async throws -> Delayed<String> {
    say("photo \(photo) begins, attempt \(TaskContext.current?.attempt ?? 1)")
    try await Task.sleep(for: .milliseconds(250))
    say("photo \(photo) is done")
    return "photo-\(photo).png"
}
