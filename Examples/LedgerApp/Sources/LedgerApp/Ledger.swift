import Autocron
import Foundation
import GRDB

/// Money moved from one account to another.
struct Transfer: Codable, Sendable {
    var id = UUID()
    var from: String
    var to: String
    var amount: Int
}

struct Overdrawn: Error, CustomStringConvertible {
    var account: String
    var balance: Int
    var description: String { "\(account) would have \(balance)" }
}

/// The application's tables, in the file that holds the tasks as well.
struct Ledger: Sendable {
    let database: DatabaseQueue

    static func open(_ path: String) throws -> Ledger {
        var configuration = Configuration()
        configuration.journalMode = .wal
        // Workers write to the file too: wait for them, five seconds at most. GRDB's `.timeout` would do, but it sleeps
        // up to 100 ms between two tries, and misses a lock that is free for moments only.
        configuration.busyMode = .callback { tries in
            usleep(1_000)
            return tries < 5_000
        }
        // Autocron runs the checkpoints for every connection. Two checkpoints at the same time can lose commits with
        // SQLite before 3.51.3.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA wal_autocheckpoint = 0") }
        let ledger = Ledger(database: try DatabaseQueue(path: path, configuration: configuration))
        try ledger.database.write { db in
            try db.create(table: "entry", ifNotExists: true) { table in
                table.column("account", .text).notNull().indexed()
                table.column("amount", .integer).notNull()
            }
            try db.create(table: "receipt", ifNotExists: true) { table in
                table.primaryKey("transfer", .text)
                table.column("text", .text).notNull()
            }
        }
        return ledger
    }

    func open(account: String, with amount: Int) throws {
        try database.write { db in try Self.enter(amount, to: account, db) }
    }

    /// Moves the money and orders the receipt: both, or neither.
    func commit(_ transfer: Transfer) throws -> Delayed<String> {
        // `write` begins with BEGIN IMMEDIATE, and rolls back if the closure throws.
        try database.write { db in try Self.perform(transfer, db) }
    }

    /// Does everything that `commit` does, except the COMMIT.
    func crash(in transfer: Transfer) throws -> Never {
        try database.write { db in
            _ = try Self.perform(transfer, db)
            kill(getpid(), SIGKILL)
        }
        preconditionFailure("a killed process goes on")
    }

    private static func perform(_ transfer: Transfer, _ db: Database) throws -> Delayed<String> {
        try enter(transfer.amount, to: transfer.to, db)
        try enter(-transfer.amount, to: transfer.from, db)
        let receipt = try db.enqueue { try writeReceipt(for: transfer) }
        let balance = try Int.fetchOne(
            db, sql: "SELECT sum(amount) FROM entry WHERE account = ?", arguments: [transfer.from])
        guard let balance, balance >= 0 else { throw Overdrawn(account: transfer.from, balance: balance ?? 0) }
        return receipt
    }

    private static func enter(_ amount: Int, to account: String, _ db: Database) throws {
        try db.execute(sql: "INSERT INTO entry(account, amount) VALUES (?, ?)", arguments: [account, amount])
    }

    /// Keeps a receipt; a task may run twice, but the transfer's number makes a second receipt harmless.
    func keepReceipt(_ text: String, for transfer: Transfer) throws {
        try database.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO receipt(transfer, text) VALUES (?, ?)",
                arguments: [transfer.id.uuidString, text]
            )
        }
    }

    func balances() throws -> [(account: String, balance: Int)] {
        try database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT account, sum(amount) AS balance FROM entry GROUP BY account ORDER BY account"
            )
            .map { row in (row["account"], row["balance"]) }
        }
    }

    func receipts() throws -> [String] {
        try database.read { db in try String.fetchAll(db, sql: "SELECT text FROM receipt ORDER BY rowid") }
    }
}

extension Database {
    /// Stores the tasks of the calls in a closure as part of this connection's transaction.
    func enqueue<R>(_ body: () throws -> R) throws -> R {
        guard let connection = sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        return try Autocron.transaction(on: connection, body)
    }
}
