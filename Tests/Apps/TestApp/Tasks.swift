import Autocron
import Foundation

// What the process tests let workers do. Each task says when it begins and ends, with its process's number, on the
// standard output that all processes of a test share.

func say(_ words: Any...) {
    guard !CommandLine.arguments.contains("mute") else { return }
    let line = words.map { "\($0)" }.joined(separator: " ")
    // One write a line: shorter than a pipe's buffer, so lines of several processes do not mix.
    // Not through Foundation, which ends the process where standard output is closed.
    let bytes = Array((line + "\n").utf8)
    _ = unsafe write(1, bytes, bytes.count)
}

@Delay
func echo(_ text: String) async throws -> Delayed<String> {
    say("begin", text, getpid(), TaskContext.current?.attempt ?? 0)
    return text + "!"
}

/// Had no greeting in an earlier build.
@Delay
func greet(_ name: String, greeting: String = "hello") async throws -> Delayed<String> {
    "\(greeting)_\(name)"
}

/// Stands once in the queue, whoever calls it how often.
@Delay(unique: .untilFinished)
func once(_ tag: String) async throws -> Delayed<String> {
    say("begin", tag, getpid())
    return tag + "!"
}

@Delay
func plain(_ tag: String) {
    say("begin", tag, getpid())
}

@Delay
func blocking(_ tag: String) throws {
    say("begin", tag, getpid())
}

@Delay
func square(_ number: Int) async throws -> Int {
    number * number
}

/// Sleeps as a good Swift task does.
@Delay
func nap(_ tag: String, seconds: Double) async throws {
    say("begin", tag, getpid(), TaskContext.current?.attempt ?? 0)
    do {
        try await Task.sleep(for: .seconds(seconds))
        say("end", tag)
    } catch {
        say("cancelled", tag)
        throw error
    }
}

/// Has a second attempt, at once.
@Delay(retries: 1, backoff: .constant(.zero))
func persistentNap(_ tag: String, seconds: Double) async throws {
    say("begin", tag, getpid(), TaskContext.current?.attempt ?? 0)
    try await Task.sleep(for: .seconds(seconds))
    say("end", tag)
}

@Delay(timeout: .milliseconds(500))
func limitedNap(_ tag: String, seconds: Double) async throws {
    say("begin", tag, getpid())
    try await Task.sleep(for: .seconds(seconds))
}

/// Neither listens to cancellation nor ends.
@Delay(timeout: .milliseconds(500))
func spin(_ tag: String) {
    say("begin", tag, getpid())
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .milliseconds(100) {}
    say("spinning", tag)
    while true {}
}

/// The same without a limit of its own.
@Delay
func spinForEver(_ tag: String) {
    say("begin", tag, getpid())
    while true {}
}

/// Starts a program that would outlive everybody, and waits.
@Delay(timeout: .milliseconds(500))
func startsProgram(_ tag: String) throws {
    try startProgram(tag)
    while true {}
}

/// The same without a limit of its own.
@Delay
func startsProgramForEver(_ tag: String) throws {
    try startProgram(tag)
    while true {}
}

private func startProgram(_ tag: String) throws {
    let program = Process()
    program.executableURL = URL(fileURLWithPath: "/bin/sleep")
    program.arguments = ["600"]
    try program.run()
    say("begin", tag, getpid(), program.processIdentifier)
}

@Delay(retries: 1, backoff: .constant(.zero))
func die(_ tag: String, of cause: String) async throws {
    say("begin", tag, getpid(), TaskContext.current?.attempt ?? 0)
    switch cause {
    case "trap": fatalError("as ordered")
    case "exit": exit(3)
    default:
        kill(getpid(), Int32(cause) ?? SIGKILL)
        // The signal may reach another thread first, and a task that returns meanwhile has done its work.
        while true { pause() }
    }
}

@Delay(retries: 2, backoff: .constant(.zero))
func failing(_ tag: String, times: Int) async throws -> Delayed<Int> {
    let attempt = TaskContext.current?.attempt ?? 0
    say("begin", tag, getpid(), attempt)
    guard attempt > times else { throw Refusal(attempt: attempt) }
    return attempt
}

struct Refusal: Error {
    var attempt: Int
}

/// Stores others, in all ways.
@Delay
func nesting(_ tag: String) async throws {
    say("begin", tag, getpid())
    plain(tag + ".plain")
    try await nap(tag + ".nap", seconds: 0)
}

@Delay
func awaiting(_ tag: String) async throws -> Delayed<Int> {
    try await square(7) + 1
}

/// Waits for one that takes its time.
@Delay
func awaitingNap(_ tag: String, seconds: Double) async throws -> Delayed<Bool> {
    try await handleOfNap(tag, seconds: seconds).value
    return true
}

@Delay
func handleOfNap(_ tag: String, seconds: Double) async throws -> Delayed<Void> {
    try await Task.sleep(for: .seconds(seconds))
}

@Delay
func reporting(_ tag: String) async throws {
    TaskContext.report(progress: 0.5, "half")
    say("begin", tag, getpid())
    try await Task.sleep(for: .seconds(30))
}

/// Waits until somebody opens a named pipe, which it makes.
@Delay
func gate(_ tag: String, at pipe: String) throws {
    _ = unsafe mkfifo(pipe, 0o600)
    say("begin", tag, getpid())
    _ = FileHandle(forReadingAtPath: pipe)
    say("end", tag)
}
