#if PostgreSQL
import CPostgres
import Foundation
import Platform
import Synchronization
package import TaskModel

/// One session on the server.
///
/// Only one thread at a time uses it. Every exchange has a deadline: when it passes, the session is given up, because
/// an answer that came later would be taken for the next statement's. Safe because the pointer never leaves it.
@safe
package final class PostgresConnection {
    let handle: OpaquePointer
    package let location: String
    /// See ``ConnectionString/lockClass``.
    let lockClass: Int32
    let waitingEnd: WaitingEnd
    /// Tells this session from all others of the process.
    let number = PostgresConnection.numbers.wrappingAdd(1, ordering: .relaxed).newValue
    private static let numbers = Atomic<Int>(0)
    /// The names of the prepared statements by their text.
    private var prepared: [String: String] = [:]
    /// Whether the session has ended, or its state is not known.
    package private(set) var isBroken = false
    /// The server's code of its last refusal.
    private(set) var lastSQLState = ""
    /// What this caller grants an answer; nil for ``patience``.
    var answerLimit: Duration?
    /// How long the answer to one statement may take; the server itself gives up a little earlier.
    static let patience: Duration = .seconds(12)

    /// Connects, and makes the session's settings independent of the role's and the database's.
    ///
    /// - Parameters:
    ///   - string: The database.
    ///   - settings: Settings by name that this session has besides those of all sessions.
    ///   - limit: How long that may take; nil for as long as the string says.
    ///   - waitingEnd: When all waits for the server end.
    /// - Throws: `StoreError`.
    init(
        _ string: ConnectionString, settings: [String: String] = [:], within limit: Duration? = nil,
        waitingEnd: WaitingEnd = WaitingEnd()
    ) throws(StoreError) {
        self.waitingEnd = waitingEnd
        unsafe handle = try Self.connect(string, within: limit, waitingEnd)
        location = string.location
        lockClass = string.lockClass
        unsafe PQsetnonblocking(handle, 1)
        // The server's notices are for the program that causes them; libpq would print them.
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
        let own = settings.map { "SET \($0.key) = \($0.value);" }.joined()
        try script(Self.settings(schema: string.schema) + own)
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// The descriptor of the session's socket.
    var descriptor: Int32 { unsafe PQsocket(handle) }

    /// Whether the server has not ended the session while it was idle, as far as the socket tells.
    var isIdleAndOpen: Bool {
        // A transaction that could be neither committed nor rolled back would take in all that follows.
        guard unsafe PQtransactionStatus(handle) == PQTRANS_IDLE else { return false }
        // An idle session has nothing to read but the message of its end.
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        // The server's last words and the end of the stream come one after the other, and libpq reads only one at a time.
        while unsafe poll(&entry, 1, 0) > 0 {
            guard unsafe PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK else { return false }
        }
        return true
    }

    private static func settings(schema: String) -> String {
        """
        SET search_path = "\(schema)", pg_temp;
        SET default_transaction_isolation = 'read committed';
        SET plan_cache_mode = force_generic_plan;
        SET enable_seqscan = off;
        SET jit = off;
        SET statement_timeout = '10s';
        SET lock_timeout = '5s';
        SET idle_in_transaction_session_timeout = '10s';
        SET timezone = 'UTC';
        SET tcp_keepalives_idle = 2;
        SET tcp_keepalives_interval = 2;
        SET tcp_keepalives_count = 3;
        SET tcp_user_timeout = 8000;
        """
    }

    // MARK: Statements

    /// Runs statements without parameters, rows ignored.
    package func script(_ sql: String) throws(StoreError) {
        guard unsafe PQsendQuery(handle, sql) == 1 else { throw lost() }
        _ = try result()
    }

    /// Commits the transaction.
    ///
    /// - Throws: `StoreError`, also if a statement was refused before and its error swallowed: the server then rolls back
    ///   and says so, but takes it for no error.
    func commit() throws(StoreError) {
        guard unsafe PQsendQuery(handle, "COMMIT") == 1 else { throw lost() }
        let result = try result()
        guard unsafe String(cString: PQcmdStatus(result.handle)) == "COMMIT" else {
            throw StoreError(
                .unexpected,
                "a transaction on '\(location)' was rolled back in place of being committed, since an earlier statement "
                    + "had been refused (SQLSTATE \(lastSQLState)): report this as a fault of autocron")
        }
    }

    /// Runs a statement, which is prepared once.
    ///
    /// - Parameters:
    ///   - sql: The statement, with `$1` for the first value.
    ///   - values: Its values.
    func execute(_ sql: String, _ values: [PostgresValue]) throws(StoreError) -> PostgresResult {
        let name = try prepare(sql, values)
        var arena: [UInt8] = []
        var offsets: [Int?] = []
        var lengths: [Int32] = []
        for value in values {
            guard let bytes = value.bytes else {
                offsets.append(nil)
                lengths.append(0)
                continue
            }
            offsets.append(arena.count)
            lengths.append(Int32(bytes.count))
            arena += bytes
        }
        // One byte more, so that an empty value has an address too: without one it would be NULL.
        arena.append(0)
        let formats = [Int32](repeating: 1, count: values.count)
        let sent = unsafe arena.withUnsafeBufferPointer { bytes in
            let start = unsafe UnsafeRawBufferPointer(bytes).assumingMemoryBound(to: CChar.self).baseAddress
            let pointers = unsafe offsets.map { offset in
                unsafe offset.flatMap { offset in unsafe start.map { unsafe $0 + offset } }
            }
            return unsafe PQsendQueryPrepared(handle, name, Int32(values.count), pointers, lengths, formats, 1)
        }
        guard sent == 1 else { throw lost() }
        return try result()
    }

    private func prepare(_ sql: String, _ values: [PostgresValue]) throws(StoreError) -> String {
        if let name = prepared[sql] { return name }
        let name = "autocron_\(prepared.count)"
        let types = values.map(\.type)
        guard unsafe PQsendPrepare(handle, name, sql, Int32(types.count), types) == 1 else { throw lost() }
        _ = try result()
        prepared[sql] = name
        return name
    }

    // MARK: Answers

    /// Waits for the answer to what was sent.
    private func result() throws(StoreError) -> PostgresResult {
        let patience = waitingEnd.limit(min(answerLimit ?? Self.patience, Self.patience))
        let deadline = MonotonicTime.now() + patience
        var found: PostgresResult?
        while true {
            try waitForResult(until: deadline, patience)
            guard let next = unsafe PQgetResult(handle) else { break }
            let result = unsafe PostgresResult(next)
            // Of several statements, the first refusal is the reason of those that follow.
            if found.map({ !Self.isRefusal($0) }) ?? true { found = result }
        }
        guard let found else { throw lost() }
        guard Self.isRefusal(found) else { return found }
        lastSQLState = found.sqlState
        if unsafe PQstatus(handle) != CONNECTION_OK || lastSQLState.isEmpty { throw lost() }
        throw StoreError(found, location: location)
    }

    private static func isRefusal(_ result: PostgresResult) -> Bool {
        let status = unsafe PQresultStatus(result.handle)
        return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY
    }

    private func waitForResult(until deadline: MonotonicTime, _ patience: Duration) throws(StoreError) {
        while true {
            let flushed = unsafe PQflush(handle)
            guard flushed >= 0 else { throw lost() }
            if flushed == 0, unsafe PQisBusy(handle) == 0 { return }
            guard SocketWait.wait(for: descriptor, toWrite: flushed == 1, until: deadline) else {
                isBroken = true
                throw StoreError(
                    .unreachable,
                    "the server of '\(location)' did not answer within \(patience.seconds), so the session "
                        + "was given up; see whether the network and the server are well")
            }
            guard unsafe PQconsumeInput(handle) == 1 else { throw lost() }
        }
    }

    /// Restores the code of the refusal that matters, after a statement of ours that followed it.
    func keep(sqlState: String) {
        lastSQLState = sqlState
    }

    func lost() -> StoreError {
        isBroken = true
        let text = unsafe String(cString: PQerrorMessage(handle)).split(separator: "\n").first.map(String.init)
        return StoreError(
            .unreachable,
            "the session with '\(location)' was lost (\(text ?? "no reason was given")); it is tried again, and what was "
                + "being stored may be there or not")
    }
}
#endif
