import Autocron
import CSQLite
import Foundation
import TestMessages

/// Stores tasks through a connection of the application's own, together with a row of its own.
///
/// Safe because the connection is used inside the actor alone.
@safe
actor OwnConnection {
    static let shared = OwnConnection()

    private var connection: OpaquePointer?

    struct Failure: Error {
        var text: String
    }

    func obey(_ order: ConnectionOrder) async throws {
        switch order {
        case .open(let path): try open(path)
        case .sql(let text): try run(text)
        case .failing(let entry):
            try unsafe Autocron.transaction(on: handle()) {
                try blocking(entry)
                throw Failure(text: "as ordered")
            }
        case .awaiting:
            _ = try await unsafe Autocron.transaction(on: handle()) { try await square(3) }
        case .nested(let tag):
            try await unsafe Autocron.transaction(on: handle()) {
                try await Autocron.transaction { try await nap(tag, seconds: 0) }
                Autocron.enqueue(after: .seconds(3600)) { plain("much later") }
            }
        case .hold(let seconds):
            // A writer that takes its time.
            try run("BEGIN EXCLUSIVE")
            report(TestEvent(.holding))
            try await Task.sleep(for: .seconds(seconds))
            try run("COMMIT")
        case .chain(let count): try chain(count)
        case .exit:
            try run("COMMIT")
            report(TestEvent(.called))
            exit(0)
        case .echo, .echoes, .locking:
            return report(TestEvent(.stored, ids: [try await store(order).description]))
        }
        report(TestEvent(.called))
    }

    /// - Returns: The stored task whose handle the test wants.
    private func store(_ order: ConnectionOrder) async throws -> TaskID {
        switch order {
        case .echo(let entry):
            return try unsafe Autocron.transaction(on: handle()) {
                try run("INSERT INTO ledger VALUES ('\(entry)')")
                try blocking(entry)
                return try blockingOnce(entry + "-once").id
            }
        case .echoes(let entry):
            // Asynchronous, as its closure is.
            return try await unsafe Autocron.transaction(on: handle()) {
                try run("INSERT INTO ledger VALUES ('\(entry)')")
                plain(entry + "-plain")
                return try await echo(entry).id
            }
        case .locking(let database, let seconds, let pipe):
            // Short ones first, so that the worker reserves the last two together.
            try run("BEGIN IMMEDIATE")
            let id = try await unsafe Autocron.transaction(on: handle()) {
                for number in 0..<300 { quiet(number) }
                let id = try await locking(database, seconds: seconds).id
                try gate("beside", at: pipe)
                return id
            }
            try run("COMMIT")
            return id
        default: throw Failure(text: "this order stores nothing")
        }
    }

    /// Begins a transaction that locks the database.
    fileprivate func lock(_ path: String) throws {
        try open(path)
        try run("BEGIN IMMEDIATE")
    }

    fileprivate func commit(after delay: Duration) async throws {
        try await Task.sleep(for: delay)
        try run("COMMIT")
    }

    /// Commits rows that each hold the sum of all before it, read from the file, and a task beside each.
    private func chain(_ count: Int) throws {
        for number in 1...max(count, 1) {
            try run("BEGIN IMMEDIATE")
            try run(
                """
                INSERT INTO chain SELECT \(getpid()), \(number), \(number) + coalesce((SELECT sum * 31 % 65521 FROM chain \
                WHERE writer = \(getpid()) AND number = \(number - 1)), 0)
                """
            )
            try unsafe Autocron.transaction(on: handle()) { quiet(number) }
            try run("COMMIT")
        }
    }

    private func handle() throws -> OpaquePointer {
        guard let connection = unsafe connection else { throw Failure(text: "no connection") }
        return unsafe connection
    }

    private func open(_ path: String) throws {
        unsafe sqlite3_close(connection)
        guard unsafe sqlite3_open(path, &connection) == SQLITE_OK else { throw Failure(text: "cannot open \(path)") }
        // It sleeps up to 100 ms between two looks at the lock, and may miss it often beside our short sleeps.
        unsafe sqlite3_busy_timeout(connection, 60_000)
        // As the library advises applications that share its file.
        try run("PRAGMA wal_autocheckpoint = 0")
        try run(
            "CREATE TABLE IF NOT EXISTS chain(writer INTEGER, number INTEGER, sum INTEGER, PRIMARY KEY(writer, number))"
        )
        try run("CREATE TABLE IF NOT EXISTS ledger(entry TEXT)")
    }

    private func run(_ sql: String) throws {
        guard unsafe sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(text: unsafe String(cString: sqlite3_errmsg(connection)))
        }
    }
}

@Delay(unique: .untilFinished)
private func blockingOnce(_ tag: String) throws -> Delayed<String> {
    reportBegin(tag)
    return tag
}

/// Leaves the database locked for a while after its end.
@Delay
private func locking(_ path: String, seconds: Double) async throws -> Delayed<String> {
    let holder = OwnConnection()
    try await holder.lock(path)
    Task { try await holder.commit(after: .seconds(seconds)) }
    return "locked"
}
