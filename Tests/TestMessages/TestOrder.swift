/// What a process test asks of the test application, one JSON object a line on its standard input.
///
/// The application answers each order with one or more ``TestEvent``s; the comments name them. An order that fails is answered
/// by `error`.
package enum TestOrder: Codable, Hashable, Sendable {
    // MARK: The application itself

    /// The application exits at once, without an answer.
    case exit
    /// Answered by `started`.
    case restart(database: String, workers: Int)
    /// Answered by `stopped`; the time is in seconds.
    case stop(within: Double)
    /// Answered by `idle`.
    case waitUntilIdle
    /// The application opens files until it can open no more; answered by `called`.
    case exhaustDescriptors
    /// Answered by `called`.
    case releaseDescriptors
    /// The application forks a process that does nothing; answered by `forked` and `called`.
    case fork

    // MARK: Tasks with a handle, answered by 'stored'

    case echo(_ text: String)
    case queued(_ text: String, queue: String)
    case once(_ tag: String)
    /// Two unique calls and an ordinary one in one transaction; answered by `stored` with the first two identifiers.
    case together(_ tag: String)
    /// Returns the attempt, after it has thrown so many times.
    case failing(_ tag: String, times: Int)
    case awaiting(_ tag: String)
    case awaitingNap(_ tag: String, seconds: Double)
    case large(bytes: Int)
    case burn(_ tag: String)
    case stubborn(_ tag: String)
    /// Stored now, due in so many seconds.
    case later(_ text: String, seconds: Double)
    /// The same in a queue.
    case queuedLater(_ text: String, queue: String, seconds: Double)
    /// Many short tasks, one that stops its worker, and one that the worker has reserved by then.
    case reserved

    // MARK: Tasks without a handle, answered by 'called'

    case plain(_ tag: String)
    case blocking(_ tag: String)
    case nap(_ tag: String, seconds: Double)
    case persistentNap(_ tag: String, seconds: Double)
    case limitedNap(_ tag: String, seconds: Double)
    case spin(_ tag: String)
    case spinForEver(_ tag: String)
    case startsProgram(_ tag: String)
    case startsProgramForEver(_ tag: String)
    case die(_ tag: String, by: DeathCause)
    case nesting(_ tag: String)
    case reporting(_ tag: String)
    case gate(_ tag: String, pipe: String)
    case misbehave(_ tag: String, _ kind: Misbehavior)
    case victim(_ tag: String)
    case stuck(_ tag: String, marker: String)
    case freeze(_ tag: String)
    case leavesDaemon(_ tag: String, then: DaemonParent)

    // MARK: Many tasks

    /// `echo` so many times side by side; answered by as many `stored` and one `called`.
    case many(Int)
    /// Tasks that do nothing, due in so many seconds, one call after the other; answered by `called`.
    case pile(Int, seconds: Double)
    /// Tasks with results that travel with the news of their end, in one transaction; answered by `kept`.
    case wide(Int)
    /// A task that notes its begin and end in a file; answered by `kept`.
    case effect(_ tag: String, milliseconds: Int, log: String)
    /// A call that waits for its result; answered by `value`.
    case square(Int)
    /// So many such calls in turn; answered by `called`.
    case squares(Int)

    // MARK: Handles

    /// Answered by `status`.
    case status(of: String)
    /// Answered by `called`.
    case cancel(String)
    /// Answered by `value`; the time is in seconds.
    case value(of: String, as: ResultType = .text, within: Double = 20)
    /// Waits beside all other orders; answered by `waiting`, and by `waited` later.
    case wait(for: String)

    /// A statement or call on a connection of the application's own.
    case connection(ConnectionOrder)
}

/// What the application does on a SQLite connection of its own; answered by `called` unless another event is named.
package enum ConnectionOrder: Codable, Hashable, Sendable {
    /// Opens a database, in place of the one that was open.
    case open(String)
    case sql(String)
    /// A row and two tasks in the open transaction; answered by `stored`.
    case echo(_ entry: String)
    /// The same with the asynchronous form.
    case echoes(_ entry: String)
    /// A task in a closure that throws; answered by `error`.
    case failing(_ entry: String)
    /// A call that waits for its result inside the transaction; answered by `error`.
    case awaiting
    /// A transaction and a delayed call inside the closure.
    case nested(_ tag: String)
    /// Keeps the database locked for so many seconds; answered by `holding` first.
    case hold(seconds: Double)
    /// A task that leaves the database locked after its end, and one that waits at a named pipe; answered by `stored`.
    case locking(database: String, seconds: Double, pipe: String)
    /// So many transactions, each with a row that depends on all before it and a task.
    case chain(Int)
    /// Commits, and ends the application.
    case exit
}

/// The declared type of a task's result.
package enum ResultType: String, Codable, Sendable {
    case text, number, nothing
}

/// How the task `die` ends its process.
package enum DeathCause: Codable, Hashable, Sendable {
    case trap, exit
    case signal(Int32)
}

/// What the task `leavesDaemon` does once its daemon runs.
package enum DaemonParent: String, Codable, Sendable {
    case heedsCancellation, ignoresCancellation, returns
}

/// How the task `misbehave` harms its own process.
package enum Misbehavior: Codable, Hashable, Sendable {
    // Crashes.
    case wordsThenTrap, indexOutOfBounds, forcedUnwrap, endlessRecursion, abort
    /// Crashes once the test opens the named pipe.
    case trapWhenOpened(pipe: String)
    case exit
    /// Uses memory until there is none.
    case exhaustMemory

    // Descriptors.
    case closeStandardStreams, closeDescriptors, closeDescriptorsAndWait
    /// Throws unless the standard streams are open.
    case requireStandardStreams
    case floodOutput, floodErrors

    /// Forks a process that has everything of this one, and does nothing.
    case fork
    case growMemory
    /// Reported as `environment`.
    case tellEnvironment
    /// Reported as `bytes`.
    case tellBytes
    /// Writes a line to standard error, and returns.
    case words
}
