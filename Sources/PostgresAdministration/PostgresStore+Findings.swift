#if PostgreSQL
package import InspectionModel
package import PostgresStore
package import TaskModel

// What `doctor` says of a PostgreSQL server. Opening a database already checks the server's age, the database's encoding
// and the version of the tables, so they have passed here.

extension PostgresStore {
    package func storeFindings() throws(StoreError) -> [Finding] {
        let server = try read { connection throws(StoreError) in try connection.server() }
        return [
            .good("server", "PostgreSQL \(TerminalEscaping.text(server.version))"),
            .good("schema", "version \(PostgresSchema.version)"), encryptionFinding(server), sessionsFinding(server),
            autovacuumFinding(server),
        ]
    }

    package func integrityFinding() throws(StoreError) -> Finding {
        let faults = try readTogether { connection throws(StoreError) in try connection.faults() }
        guard let first = faults.first else {
            return .good("integrity", "the newest tasks, attempts and keys fit together")
        }
        return .problem(
            "integrity", "\(faults.count == 1 ? "a fault" : "\(faults.count) faults"): \(TerminalEscaping.text(first))",
            "find out which program or person has changed the tables, and restore the database from a backup")
    }

    private func encryptionFinding(_ server: ServerState) -> Finding {
        guard server.isReadableByOthers else {
            return .good("encryption", "nobody on the network can read the session with the server")
        }
        return .warning(
            "encryption",
            "the session with the server is unencrypted: others on the network can read and change tasks",
            "turn on TLS on the server, and add 'sslmode=verify-full' to the connection string")
    }

    private func sessionsFinding(_ server: ServerState) -> Finding {
        let text = "\(server.sessions) of the server's \(server.maxSessions) sessions are in use"
        guard server.sessions * 5 > server.maxSessions * 4 else { return .good("sessions", text) }
        return .warning(
            "sessions", "\(text); once all are, no process can connect",
            "let fewer processes connect, or raise 'max_connections' in the server's configuration")
    }

    private func autovacuumFinding(_ server: ServerState) -> Finding {
        guard server.vacuums else {
            return .warning(
                "autovacuum", "autovacuum is off: the tables grow, and every claim gets slower",
                "set 'autovacuum = on' in the server's configuration, and reload it")
        }
        return .good("autovacuum", "on")
    }
}
#endif
