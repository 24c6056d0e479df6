import Foundation
import TaskStore

/// A started application: its database, and the pool of workers that it hosts or shares.
///
/// ```swift
/// let autocron = try await Autocron.start("app.db", workers: 4)
/// try await sendWelcome(to: "ada@example.org", name: "Ada")
/// try await autocron.stop()
/// ```
///
/// Of all processes that start on one database, the first hosts the pool of workers; the others store tasks and wait for
/// results, and the next one takes over when the host ends, in whatever way.
public final class Autocron: Sendable {
    let runtime: Runtime
    private let host: PoolHost

    init(runtime: Runtime, host: PoolHost) {
        self.runtime = runtime
        self.host = host
    }

    // MARK: Starting

    /// Opens the database and hosts the pool of workers, or shares that of another process.
    ///
    /// A worker is this very program, started again: it runs everything before this call too, and this call then never
    /// returns in it. So set up logging and open connections that tasks need before it, and serve requests after it. In
    /// `main.swift`, a global variable that is declared after it is never initialised in a worker.
    ///
    /// - Parameters:
    ///   - database: the SQLite file, which is made if it is not there; it may be the application's own.
    ///   - workers: the number of worker processes; if nil, what `autocron settings` has stored in the database, else
    ///     as many as there are processors, or as the quota of the container allows. With 0, this process never hosts the
    ///     pool: it stores tasks and waits for results.
    ///   - configuration: everything else.
    /// - Returns: the started application; keep it to stop it.
    /// - Throws: ``AutocronError``, which says what to do.
    public static func start(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) async throws -> Autocron {
        try refuseInTest()
        if let lifeline = try WorkerProcess.lifeline() {
            WorkerProcess.begin(lifeline, configuration)
            // The worker's threads end the process.
            // Unchecked: that nobody resumes it is meant, and would be reported as a leak.
            return await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Autocron, Never>) in }
        }
        return try await withCheckedThrowingContinuation { continuation in
            // Opening waits for the disk, and perhaps for another process's lock.
            Thread.detachNewThread {
                continuation.resume(with: Result { try launch(database, workers, configuration) })
            }
        }
    }

    /// Opens the database and hosts the pool, for programs that must stay synchronous; see
    /// ``start(_:workers:configuration:)``.
    ///
    /// - Parameters:
    ///   - database: the SQLite file.
    ///   - workers: the number of worker processes.
    ///   - configuration: everything else.
    /// - Returns: the started application.
    /// - Throws: ``AutocronError``.
    @available(*, noasync, message: "write 'try await Autocron.start' here")
    public static func startBlocking(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) throws -> Autocron {
        try refuseInTest()
        if let lifeline = try WorkerProcess.lifeline() {
            WorkerProcess.begin(lifeline, configuration)
            WorkerProcess.serveMainThread()
        }
        return try launch(database, workers, configuration)
    }

    /// In a test, the program that a worker would be started from is the test runner.
    private static func refuseInTest() throws(AutocronError) {
        guard CurrentRuntime.override != nil else { return }
        throw AutocronError(
            .alreadyStarted,
            "'Autocron.start' was called inside 'Autocron.testing', whose pool runs the tasks; call what comes after "
                + "'start' in your program, not 'start' itself"
        )
    }

    private static func launch(
        _ database: String, _ workers: Int?, _ configuration: Configuration
    ) throws(AutocronError) -> Autocron {
        var configuration = configuration
        configuration.stated[.workers] = workers.map { .number(Int64($0)) }
        guard workers ?? 1 >= 0 else {
            throw AutocronError(
                .invalidWorkers,
                "'workers: \(configuration.workers)' is negative; use 0 to store tasks without hosting workers, or a number above"
            )
        }
        try configuration.check()
        try Registry.shared.check()
        guard CurrentRuntime.begin() else {
            throw AutocronError(
                .alreadyStarted,
                "'Autocron.start' was called before in this process; call 'stop' on what it returned first"
            )
        }
        StandardStreams.fillClosed()
        do throws(AutocronError) {
            let autocron = try open(database, configuration, hosts: workers != 0)
            autocron.runtime.writer.start()
            ExitFlush.install()
            CurrentRuntime.install(autocron.runtime)
            if workers != 0 { PoolThread.start(runtime: autocron.runtime, host: autocron.host) }
            return autocron
        } catch {
            CurrentRuntime.abandon()
            throw error
        }
    }

    private static func open(
        _ database: String, _ configuration: Configuration, hosts: Bool
    ) throws(AutocronError) -> Autocron {
        let host: PoolHost
        let store: TaskStore
        let page: SharedPage?
        do {
            store = try TaskStore(
                path: database, access: TaskStore.Access(waitsForDisk: configuration.durability == .full)
            )
        } catch {
            throw AutocronError(error)
        }
        do {
            let directory = PoolDirectory(database: store.file)
            try prepare(directory, hosts: hosts, configuration)
            // A guest that has none tells all it does through the pipe; but the others rely on the holder to have it.
            page = hosts ? try SharedPage(directory) : try? SharedPage(directory)
            host = try PoolHost(
                directory: directory, page: page,
                unhosted: UnhostedCheckpoints(file: store.file, log: configuration.log))
        } catch {
            throw AutocronError(error)
        }
        let runtime = Runtime(store: store, configuration: configuration, registry: .shared, listener: host)
        do {
            if let page { try store.standInLine(on: page, as: .callers) }
            try runtime.readSettings()
        } catch {
            throw AutocronError(error)
        }
        if let hazard = try? store.sharingHazard() { runtime.log(.warning, hazard) }
        return Autocron(runtime: runtime, host: host)
    }

    /// Makes the folder in which the processes of a database meet.
    ///
    /// A program that only stores tasks, as a user of the database's group may, can do without: its tasks are found when
    /// the host next looks.
    private static func prepare(
        _ directory: PoolDirectory, hosts: Bool, _ configuration: Configuration
    ) throws(SystemFailure) {
        do throws(SystemFailure) {
            try directory.prepare()
        } catch {
            guard !hosts else { throw error }
            configuration.log(
                LogMessage(
                    .warning, "workers cannot be woken from here, so tasks may wait for up to a minute: \(error)"))
        }
    }

    // MARK: Stopping

    /// Ends the workers, and stores what is still on its way to the disk.
    ///
    /// Nothing new is started. Tasks that run may end by themselves; towards the end of the time they are cancelled, and
    /// at its end their processes are killed. What did not finish waits again, and the attempt does not count. Calls of
    /// functions that cannot throw are kept from now on until the next start; others throw ``TaskError/notStarted``. Who
    /// waits for a result is told it as long as the time lasts, and then that of the wait: ``TaskError/waitStopped``.
    ///
    /// - Parameter limit: the time for all of this. Where another connection keeps the database locked, it takes a moment
    ///   longer, or a second where less was given; what could not be stored then is settled by the next start.
    /// - Throws: ``AutocronError`` if it was stopped before, or if tasks could not be stored.
    public func stop(within limit: Duration = .seconds(30)) async throws {
        guard CurrentRuntime.remove(runtime) else {
            throw AutocronError(.notRunning, "'stop' was called before on this value; 'Autocron.start' gives a new one")
        }
        // One deadline for everything: workers end while the last calls are stored, and no thread waits for a lock after it.
        let order = PoolHost.StopOrder(within: limit, now: Monotonic.now())
        let limitOfCalls = max(limit, .seconds(1))
        runtime.store.endWaiting(after: limitOfCalls)
        async let left = onThread { [runtime] in runtime.writer.close(within: limitOfCalls) }
        await withCheckedContinuation { continuation in
            host.stop(order) { continuation.resume() }
        }
        let kept = await left
        // Calls that were made since come after them.
        CurrentRuntime.keep(kept, refusedBy: runtime, areOlder: true)
        // Those who still wait for a result learn that none will come here any more.
        runtime.outcomes.stop()
        await onThread { [runtime] in
            runtime.commits.close()
            runtime.store.close()
        }
        guard kept.isEmpty else {
            throw AutocronError(
                .notWritable,
                "\(kept.count) tasks could not be stored before the end; they are kept in memory, for another 'start' "
                    + "in this process"
            )
        }
    }

    /// Waits until no task runs and none is due.
    ///
    /// Tasks that wait for a later time, between two attempts too, are not waited for; neither are parked ones, nor those
    /// of a queue or function that is paused.
    ///
    /// - Throws: ``TaskError/waitCancelled`` if the Swift task that waits is cancelled; why the database cannot be read; or
    ///   ``TaskError/notStored(_:)`` if calls that were made before cannot be stored for longer than a call that throws
    ///   would try. They stay in memory, and are stored when that can be done.
    public func drain() async throws {
        try await flush()
        while true {
            let ticket = runtime.outcomes.ticket(for: .anything)
            defer { runtime.outcomes.discard(ticket, for: .anything) }
            guard try hasWork() else { return }
            // Whoever ends a task tells; the limit is for tasks that somebody changes past the library.
            switch await ticket.wait(until: Monotonic.now() + 1_000_000_000) {
            case .cancelled: throw TaskError.waitCancelled
            case .stopped: throw TaskError.waitStopped
            case .look, .timedOut, .succeeded: break
            }
        }
    }

    /// Waits until the calls made so far are on disk, as long as they can be stored.
    private func flush() async throws(TaskError) {
        while let ticket = runtime.writer.ticketForAll() {
            switch await ticket.wait(until: Monotonic.now() + 1_000_000_000) {
            case .cancelled: throw .waitCancelled
            case .stopped: throw .waitStopped
            case .timedOut: if let error = runtime.writer.failure() { throw TaskError(error) }
            case .look, .succeeded: return
            }
        }
    }

    private func hasWork() throws(TaskError) -> Bool {
        do {
            return try runtime.store.read { connection throws(StoreError) in
                try connection.hasWork(now: runtime.now())
            }
        } catch {
            throw TaskError(error)
        }
    }

    /// Does something that blocks, off the threads that Swift's tasks share.
    private func onThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: body()) }
        }
    }
}
