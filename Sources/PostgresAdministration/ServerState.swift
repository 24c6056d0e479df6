#if PostgreSQL
import PostgresStore
import TaskModel

/// What a server says of itself.
struct ServerState: Sendable {
    var version: String
    var sessions: Int64
    var maxSessions: Int64
    /// Whether the server cleans up tables by itself.
    var vacuums: Bool
    /// Whether the session crosses a network without being encrypted.
    var isReadableByOthers: Bool
}

extension PostgresConnection {
    /// Asks the server for its state, which needs no privilege.
    func server() throws(StoreError) -> ServerState {
        let isReadable = isReadableByOthers
        // Of other roles' sessions, only these counts can be read.
        let state = try first(
            """
            SELECT current_setting('server_version'), (SELECT sum(numbackends)::bigint FROM pg_stat_database), \
            current_setting('max_connections')::bigint, current_setting('autovacuum')::boolean
            """
        ) { row in
            ServerState(
                version: row.text(0), sessions: row.integer(1), maxSessions: row.integer(2), vacuums: row.bool(3),
                isReadableByOthers: isReadable)
        }
        guard let state else { throw StoreError(.unexpected, "the server of '\(location)' says nothing of itself") }
        return state
    }
}
#endif
