import Foundation
import Platform
import StoreOpening
import TaskModel
import WorkerFiles

/// A started application: its database, and the pool of workers that it hosts or shares.
///
/// ```swift
/// let autocron = try await Autocron.start("app.db", workers: 4)
/// try await sendWelcome(to: "ada@example.org", name: "Ada")
/// try await autocron.stop()
/// ```
///
/// Of all processes that start on one database, the first hosts the pool of workers; the others store tasks and wait for
/// results, and the next one takes over when the host ends, in whatever way. With a database on a server, that is so on
/// each machine.
public final class Autocron: Sendable {
    let runtime: Runtime
    let host: PoolMembership

    init(runtime: Runtime, host: PoolMembership) {
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
    ///   - database: the SQLite file, which is made if it is not there; it may be the application's own. Or, with the trait
    ///     `PostgreSQL`, a connection string (`postgres://user@host/database`): the tables are made in that database if they
    ///     are not there, and all machines whose programs name it share the tasks; see <doc:On-Many-Machines>.
    ///   - workers: the number of worker processes of this machine; if nil, what `autocron settings` has stored in the database, else
    ///     as many as there are processors, or as the quota of the container allows. With 0, this process never hosts the
    ///     pool: it stores tasks and waits for results.
    ///   - configuration: everything else.
    /// - Returns: the started application; keep it to stop it.
    /// - Throws: ``AutocronError``, which says what to do.
    public static func start(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) async throws(AutocronError) -> Autocron {
        try refuseInTest()
        if let control = try WorkerProcess.takeControlSocket() {
            WorkerProcess.begin(control, configuration)
            // The worker's threads end the process.
            // Unchecked, because it is never resumed, which a checked one would report as a leak.
            return await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Autocron, Never>) in }
        }
        // Opening waits for the disk, and perhaps for another process's lock.
        return try await onThread { () throws(AutocronError) in try launch(database, workers, configuration) }
    }

    /// Opens the database and hosts the pool, for programs that must stay synchronous.
    ///
    /// See ``start(_:workers:configuration:)`` for what it does; its counterpart is ``stopBlocking(within:)``.
    ///
    /// - Parameters:
    ///   - database: the SQLite file or the connection string.
    ///   - workers: the number of worker processes of this machine.
    ///   - configuration: everything else.
    /// - Returns: the started application.
    /// - Throws: ``AutocronError``.
    @available(*, noasync, message: "write 'try await Autocron.start' here")
    public static func startBlocking(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) throws(AutocronError) -> Autocron {
        try refuseInTest()
        if let control = try WorkerProcess.takeControlSocket() {
            WorkerProcess.begin(control, configuration)
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
            if workers != 0 { HostElection.start(runtime: autocron.runtime, host: autocron.host) }
            return autocron
        } catch {
            CurrentRuntime.abandon()
            throw error
        }
    }

    private static func open(
        _ database: String, _ configuration: Configuration, hosts: Bool
    ) throws(AutocronError) -> Autocron {
        let host: PoolMembership
        let store: any TaskStore
        let page: SharedPage?
        do {
            store = try StoreOpening.open(
                database, as: .application(syncsOnCommit: configuration.durability == .full))
        } catch {
            throw AutocronError(error)
        }
        do {
            let directory = PoolDirectory(path: store.poolFolder)
            try prepare(directory, of: store.location, hosts: hosts, configuration)
            // A guest that has none tells all it does through the pipe; but the others rely on the holder to have it.
            page = hosts ? try SharedPage(directory) : try? SharedPage(directory)
            host = try PoolMembership(
                directory: directory, page: page,
                maintenance: store.makeMaintenance { [location = store.location, log = configuration.logHandler] in
                    log(LogMessage($0, of: location))
                }, channel: store.makeHostChannel())
        } catch {
            throw AutocronError(error)
        }
        let runtime = Runtime(store: store, configuration: configuration, registry: .shared, listener: host)
        do {
            if let page { try (store as? any WriteQueueMember)?.joinWriteQueue(on: page, as: .callers) }
            try runtime.readSettings()
        } catch {
            throw AutocronError(error)
        }
        if let hazard = try? store.hazard() {
            runtime.log(.warning, .databaseShared, hazard, [.database: store.location])
        }
        return Autocron(runtime: runtime, host: host)
    }

    /// Makes the folder in which the processes of a database meet.
    ///
    /// A program that only stores tasks, as a user of the database's group may, can do without: its tasks are found when
    /// the host next looks.
    private static func prepare(
        _ directory: PoolDirectory, of database: String, hosts: Bool, _ configuration: Configuration
    ) throws(SystemFailure) {
        do throws(SystemFailure) {
            try directory.prepare()
        } catch {
            guard !hosts else { throw error }
            configuration.logHandler(
                LogMessage(
                    .warning, .poolCannotWake,
                    "workers cannot be woken from here, so tasks may wait for up to a minute: \(error)",
                    [.database: database]))
        }
    }
}
