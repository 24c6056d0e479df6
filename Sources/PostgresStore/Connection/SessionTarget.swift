#if PostgreSQL
import CPostgres

/// Which database a session is with, as its string, the environment and a service file together say.
struct SessionTarget: Sendable {
    /// All hosts that the session may be with, separated by commas; empty for the usual socket.
    var host: String
    var port: String
    var database: String
}

extension PostgresConnection {
    /// What the session was asked for, and not which of several hosts has answered: that may be another one tomorrow.
    var target: SessionTarget {
        guard let options = unsafe PQconninfo(handle) else { return SessionTarget(host: "", port: "", database: "") }
        defer { unsafe PQconninfoFree(options) }
        var found: [String: String] = [:]
        var next = unsafe options
        while let keyword = unsafe next.pointee.keyword {
            if let value = unsafe next.pointee.val {
                found[unsafe String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe next += 1
        }
        func value(_ name: String) -> String? { found[name].flatMap { $0.isEmpty ? nil : $0 } }
        return SessionTarget(
            host: value("host") ?? value("hostaddr") ?? "", port: value("port") ?? "5432",
            database: value("dbname") ?? value("user") ?? "")
    }

    /// Whether the session crosses a network without being encrypted.
    package var isReadableByOthers: Bool {
        guard unsafe PQsslInUse(handle) == 0 else { return false }
        // Empty for a socket of this machine.
        let address = unsafe PQhostaddr(handle).map { unsafe String(cString: $0) } ?? ""
        return !address.isEmpty && !address.hasPrefix("127.") && address != "::1"
    }
}
#endif
