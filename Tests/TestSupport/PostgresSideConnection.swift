#if PostgreSQL
import CPostgres

/// A session past the library, as another program has it.
///
/// Safe because the pointer never leaves it.
@safe
package final class PostgresSideConnection {
    private let handle: OpaquePointer

    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter address: A connection string of libpq alone, without our own parameters.
    package init(_ address: String = PostgresServer.address()) throws {
        guard let handle = unsafe PQconnectdb(address) else { throw Failure(description: "no memory") }
        unsafe self.handle = handle
        guard unsafe PQstatus(handle) == CONNECTION_OK else { throw failure() }
        unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
    }

    deinit {
        unsafe PQfinish(handle)
    }

    /// Runs statements.
    ///
    /// - Returns: The first column of each row of the last one.
    @discardableResult
    package func run(_ sql: String) throws -> [String] {
        let result = unsafe PQexec(handle, sql)
        defer { unsafe PQclear(result) }
        let status = unsafe PQresultStatus(result)
        guard status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else { throw failure() }
        return unsafe (0..<PQntuples(result)).map { row in
            unsafe PQgetvalue(result, row, 0).map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// The channels of the notifications that have come since the last call: a server sends them before its next answer.
    package func notifications() throws -> [String] {
        try run("SELECT 1")
        var channels: [String] = []
        while let notification = unsafe PQnotifies(handle) {
            channels.append(unsafe String(cString: notification.pointee.relname))
            unsafe PQfreemem(notification)
        }
        return channels
    }

    private func failure() -> Failure {
        Failure(description: unsafe String(cString: PQerrorMessage(handle)))
    }
}
#endif
