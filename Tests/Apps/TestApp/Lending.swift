import Autocron
import CSQLite
import Foundation

/// Orders that store tasks through a connection of the application's own, together with a row of its own.
///
/// Safe because the connection is used inside the actor alone.
@safe
actor Lending {
    static let shared = Lending()

    private var connection: OpaquePointer?

    struct Failure: Error {
        var text: String
    }

    /// - Parameter words: what to do, and to what.
    func obey(_ words: [String]) async throws {
        switch words[0] {
        case "open": try open(words[1])
        case "sql": try run(words.dropFirst().joined(separator: " "))
        case "echo":
            let id = try unsafe Autocron.transaction(on: handle()) {
                try run("INSERT INTO ledger VALUES ('\(words[1])')")
                try blocking(words[1])
                return try blockingOnce(words[1] + "-once").id
            }
            return say("stored", id)
        case "echoes":
            // Asynchronous, as its closure is.
            let id = try await unsafe Autocron.transaction(on: handle()) {
                try run("INSERT INTO ledger VALUES ('\(words[1])')")
                plain(words[1] + "-plain")
                return try await echo(words[1]).id
            }
            return say("stored", id)
        case "failing":
            try unsafe Autocron.transaction(on: handle()) {
                try blocking(words[1])
                throw Failure(text: "as ordered")
            }
        case "awaiting":
            _ = try await unsafe Autocron.transaction(on: handle()) { try await square(3) }
        case "nested":
            try await unsafe Autocron.transaction(on: handle()) {
                try await Autocron.transaction { try await nap(words[1], seconds: 0) }
                Autocron.enqueue(after: .seconds(3600)) { plain("much later") }
            }
        case "begin":
            try open(words[1])
            return try run("BEGIN IMMEDIATE")
        case "commit":
            try await Task.sleep(for: .seconds(Double(words[1]) ?? 0))
            return try run("COMMIT")
        case "hold":
            // A writer that takes its time.
            try run("BEGIN EXCLUSIVE")
            say("holding")
            try await Task.sleep(for: .seconds(Double(words[1]) ?? 0))
            try run("COMMIT")
        case "locking":
            // Short ones first, so that the worker reserves the last two together.
            try run("BEGIN IMMEDIATE")
            let id = try await unsafe Autocron.transaction(on: handle()) {
                for number in 0..<300 { quiet(number) }
                let id = try await locking(words[1], seconds: Double(words[2]) ?? 0).id
                try gate("beside", at: words[3])
                return id
            }
            try run("COMMIT")
            return say("stored", id)
        case "chain": try chain(Int(words[1]) ?? 0)
        case "exit":
            try run("COMMIT")
            say("called")
            exit(0)
        default: throw Failure(text: "no such order")
        }
        say("called")
    }

    /// Commits rows of which each holds the sum of all before it, read from the file, and a task beside each.
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
        // As the library advises whoever shares its file.
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
    say("begin", tag, getpid())
    return tag
}

/// Leaves the database locked for a while after its end.
@Delay
private func locking(_ path: String, seconds: Double) async throws -> Delayed<String> {
    let holder = Lending()
    try await holder.obey(["begin", path])
    Task { try await holder.obey(["commit", String(seconds)]) }
    return "locked"
}

/// Says nothing, since there are many of it.
@Delay
func quiet(_ number: Int) {}
