import Autocron
import Foundation
import TestMessages

// What the process tests let workers do. Each task tells when it begins and ends, on the standard output that all processes
// of a test share.

/// Tells that the body of a task begins.
func reportBegin(_ tag: String, child: pid_t? = nil) {
    report(TestEvent(.began, task: tag, attempt: TaskContext.current?.attempt, child: child))
}

/// Tells what else a task has come to.
func report(_ name: TestEvent.Name, _ tag: String) {
    report(TestEvent(name, task: tag))
}

@Delay
func echo(_ text: String) async throws -> Delayed<String> {
    reportBegin(text)
    return text + "!"
}

/// Had no greeting in an earlier build.
@Delay
func greet(_ name: String, greeting: String = "hello") async throws -> Delayed<String> {
    "\(greeting)_\(name)"
}

/// Is in the queue once, however often it is called.
@Delay(unique: .untilFinished)
func once(_ tag: String) async throws -> Delayed<String> {
    reportBegin(tag)
    return tag + "!"
}

@Delay
func plain(_ tag: String) {
    reportBegin(tag)
}

@Delay
func blocking(_ tag: String) throws {
    reportBegin(tag)
}

@Delay
func square(_ number: Int) async throws -> Int {
    number * number
}

/// Sleeps as a good Swift task does.
@Delay
func nap(_ tag: String, seconds: Double) async throws {
    reportBegin(tag)
    do {
        try await Task.sleep(for: .seconds(seconds))
        report(.ended, tag)
    } catch {
        report(.cancelled, tag)
        throw error
    }
}

/// Has a second attempt, at once.
@Delay(retries: 1, backoff: .constant(.zero))
func persistentNap(_ tag: String, seconds: Double) async throws {
    reportBegin(tag)
    try await Task.sleep(for: .seconds(seconds))
    report(.ended, tag)
}

@Delay(timeout: .milliseconds(500))
func limitedNap(_ tag: String, seconds: Double) async throws {
    reportBegin(tag)
    try await Task.sleep(for: .seconds(seconds))
}

/// Neither listens to cancellation nor ends.
@Delay(timeout: .milliseconds(500))
func spin(_ tag: String) {
    reportBegin(tag)
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .milliseconds(100) {}
    report(.spinning, tag)
    while true {}
}

/// The same without a limit of its own.
@Delay
func spinForEver(_ tag: String) {
    reportBegin(tag)
    while true {}
}

/// Starts a program that would outlive the test, and waits.
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
    reportBegin(tag, child: program.processIdentifier)
}

@Delay(retries: 1, backoff: .constant(.zero))
func die(_ tag: String, by cause: DeathCause) async throws {
    reportBegin(tag)
    switch cause {
    case .trap: fatalError("as ordered")
    case .exit: exit(3)
    case .signal(let number):
        kill(getpid(), number)
        // The signal may reach another thread first, and a task that returns meanwhile has done its work.
        while true { pause() }
    }
}

@Delay(retries: 2, backoff: .constant(.zero))
func failing(_ tag: String, times: Int) async throws -> Delayed<Int> {
    let attempt = TaskContext.current?.attempt ?? 0
    reportBegin(tag)
    guard attempt > times else { throw Refusal(attempt: attempt) }
    return attempt
}

struct Refusal: Error {
    var attempt: Int
}

/// Stores others, in all ways.
@Delay
func nesting(_ tag: String) async throws {
    reportBegin(tag)
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
    reportBegin(tag)
    try await Task.sleep(for: .seconds(30))
}

/// Waits until the test opens a named pipe, which it makes.
@Delay
func gate(_ tag: String, at pipe: String) throws {
    _ = unsafe mkfifo(pipe, 0o600)
    reportBegin(tag)
    _ = FileHandle(forReadingAtPath: pipe)
    report(.ended, tag)
}

/// Tells nothing, since there are many of it.
@Delay
func quiet(_ number: Int) {}

/// Tells nothing, since there are many of it; its call can throw.
@Delay
func heaped(_ number: Int) throws {}
