import Platform
import TaskModel

/// Why a task has no result, or why a call could not store one.
///
/// Later versions may add cases, so a `switch` over it needs `@unknown default`.
@nonexhaustive
public enum TaskError: Error, Hashable, Sendable {
    /// `Autocron.start` has not been called, or `stop` has.
    case notStarted
    /// The task's function threw, and no attempt is left; holds the descriptions of the error and of its underlying
    /// errors.
    case threw(String)
    /// The task's function returned something that can be neither encoded nor stored, such as a result above
    /// ``Autocron/Configuration/resultLimit``, and no attempt is left; holds the reason.
    case unstorableResult(String)
    /// The task ran longer than its `timeout`, and no attempt is left.
    case timedOut
    /// The worker process died while it ran the task, and no attempt is left.
    case crashed(Crash)
    /// The task was cancelled.
    case cancelled
    /// Nothing is known of the task: there never was one, or its result's time to live is over.
    case unknown
    /// The task is parked; holds the reason.
    case parked(String)
    /// The Swift task that waited for the result was cancelled; the stored task continues.
    case waitCancelled
    /// The result did not come in the time given to `value(within:)`; the stored task continues.
    case waitTimedOut
    /// `stop` was called while this waited; the stored task continues at the next start, or in another process.
    case waitStopped
    /// The call waits for a result inside `Autocron.transaction { }`, which stores the task only at its end; or, in a test,
    /// a task waits for itself.
    case wouldDeadlock
    /// In a test, where the wait would last forever: the task is paused, or due at no time; holds which.
    case neverRuns(String)
    /// The task is not on disk; holds the error of the database or the file system.
    case notStored(String)
    /// An argument could not be encoded, or is larger than allowed; holds its name and the reason.
    case invalidArguments(String)
    /// The task returned something that this program cannot decode as the handle's type; holds a description of it.
    case undecodableResult(String)

    /// How a worker process died.
    ///
    /// Later versions may add cases, so a `switch` over it needs `@unknown default`.
    @nonexhaustive
    public enum Crash: Hashable, Sendable, Codable {
        /// Ended by this signal, such as 11 (segmentation fault) or 9 (killed from outside, or out of memory).
        case signal(Int32)
        /// Ended itself with this exit code.
        case exitCode(Int32)
        /// No process was left to learn it: application and worker died together, three times in a row.
        case unknown
    }

    /// A crash by a signal.
    ///
    /// - Parameter signal: The signal's number.
    /// - Returns: `.crashed(.signal(signal))`.
    public static func crashed(signal: Int32) -> TaskError {
        .crashed(.signal(signal))
    }

    /// A crash by an early exit.
    ///
    /// - Parameter exitCode: The process's exit code.
    /// - Returns: `.crashed(.exitCode(exitCode))`.
    public static func crashed(exitCode: Int32) -> TaskError {
        .crashed(.exitCode(exitCode))
    }
}

extension TaskError: CustomStringConvertible {
    /// What happened, and what to do if something can be done.
    public var description: String {
        // Much of the text comes from tasks and their callers.
        TerminalEscaping.text(sentence)
    }

    private var sentence: String {
        switch self {
        case .notStarted:
            "autocron is not started: call 'try await Autocron.start(…)' before tasks are stored or awaited"
                + (CurrentRuntime.expectsTests ? Self.hintForTests : "")
        case .threw(let text): "the task threw: \(text)"
        case .unstorableResult(let reason): "the task returned, and \(reason)"
        case .timedOut: "the task ran past its timeout"
        case .crashed(let crash): "the task's process \(crash)"
        case .cancelled: "the task was cancelled"
        case .unknown: "nothing is known of the task: there never was one, or its result's time to live is over"
        case .parked(let reason): "the task is parked: \(reason)"
        case .waitCancelled: "the wait for the task was cancelled; the task itself continues"
        case .waitTimedOut: "the task has not ended in the time given; it continues"
        case .waitStopped:
            "'stop' was called while this waited for the task, which is stored: it continues at the next start, or in another "
                + "process"
        case .wouldDeadlock:
            "this waits for a task that cannot end before the wait does: 'Autocron.transaction { }' stores its tasks only at "
                + "its end, and a task that waits for itself never ends; wait afterwards, for the handle"
        case .neverRuns(let reason): "the task that this test waits for never runs: \(reason)"
        case .notStored(let reason): "the task is not stored: \(reason)"
        case .invalidArguments(let reason): reason
        case .undecodableResult(let reason): reason
        }
    }
}

extension TaskError {
    /// A server on a real port handles requests in detached tasks, which do not see a test's pool.
    private static let hintForTests =
        "; in a test, detached tasks, threads and a server's requests see the pool only with 'visibility: .process'"
}

extension TaskError.Crash: CustomStringConvertible {
    /// How the process died.
    public var description: String {
        switch self {
        case .signal(let number): "died of signal \(SignalName.text(of: number))"
        case .exitCode(let code): "exited with code \(code) in the middle of the task"
        case .unknown: "died, and no process was left to learn why"
        }
    }
}
