#if PostgreSQL
import CPostgres
import Foundation
import Platform
import TaskModel

extension PostgresConnection {
    /// The oldest server that has all that our statements need.
    private static let oldestServer: Int32 = 140_000

    /// Connects within the string's `connect_timeout`, or 10 s, or less where the caller has less time.
    static func connect(
        _ string: ConnectionString, within most: Duration?, _ waitingEnd: WaitingEnd
    ) throws(StoreError) -> OpaquePointer {
        var parameters = [
            // Half-open sessions are noticed by the kernel on both sides.
            ("keepalives_idle", "1"), ("keepalives_interval", "1"), ("keepalives_count", "4"),
            ("tcp_user_timeout", "5000"), ("target_session_attrs", "read-write"),
            ("fallback_application_name", "autocron"),
        ]
        parameters.removeAll { own in string.parameters.contains { $0.name == own.0 } }
        parameters += string.parameters.map { ($0.name, $0.value) }
        parameters.append(("client_encoding", "UTF8"))
        let timeout = string.parameters.first { $0.name == "connect_timeout" }.flatMap { Int64($0.value) } ?? 0
        let stated = Duration.seconds(timeout > 0 ? min(timeout, 3_600) : 10)
        let limit = min(stated, most ?? stated)

        while true {
            let duration = waitingEnd.limit(limit)
            guard let handle = unsafe start(parameters) else {
                throw StoreError(.system, "there is no memory for a session with '\(string.location)'")
            }
            do throws(StoreError) {
                if try unsafe finish(handle, string, within: duration) {
                    try unsafe check(handle, string)
                    return unsafe handle
                }
            } catch {
                unsafe PQfinish(handle)
                throw error
            }
            // libpq would wait for a silent host for ever, and leaves it to us to go on to the next one.
            let others = unsafe removeHost(of: handle, from: parameters)
            unsafe PQfinish(handle)
            guard let others else { throw silence(string, duration) }
            parameters = others
        }
    }

    private static func silence(_ string: ConnectionString, _ timeout: Duration) -> StoreError {
        StoreError(
            .unreachable,
            "the server of '\(string.location)' did not answer within \(timeout.seconds); check host and "
                + "port, and whether a firewall is between, or give 'connect_timeout' more seconds")
    }

    /// Takes the host that a session waits for out of the list of hosts.
    ///
    /// - Returns: nil if there is no other host.
    private static func removeHost(
        of handle: OpaquePointer, from parameters: [(String, String)]
    ) -> [(String, String)]? {
        func list(_ name: String) -> [String] {
            let value = parameters.first { $0.0 == name }?.1
            return value.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
        }
        let (hosts, addresses, ports) = (list("host"), list("hostaddr"), list("port"))
        let count = max(hosts.count, addresses.count)
        let host = unsafe PQhost(handle).map { unsafe String(cString: $0) }
        let port = unsafe PQport(handle).map { unsafe String(cString: $0) }
        let tried = (0..<count).first { index in
            let names = [hosts, addresses].compactMap { index < $0.count && !$0[index].isEmpty ? $0[index] : nil }
            return names.first == host && (ports.count < count || ports[index].isEmpty || ports[index] == port)
        }
        guard count > 1, let tried else { return nil }
        return parameters.map { name, value in
            var values = list(name)
            guard ["host", "hostaddr", "port"].contains(name), values.count == count else { return (name, value) }
            values.remove(at: tried)
            return (name, values.joined(separator: ","))
        }
    }

    private static func start(_ parameters: [(String, String)]) -> OpaquePointer? {
        // libpq copies them.
        let names = unsafe parameters.map { unsafe UnsafePointer(strdup($0.0)) } + [nil]
        let values = unsafe parameters.map { unsafe UnsafePointer(strdup($0.1)) } + [nil]
        defer { unsafe (names + values).forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        let handle = unsafe PQconnectStartParams(names, values, 0)
        // Only so does libpq tell the server's code of a refusal.
        if let handle = unsafe handle { unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE) }
        return unsafe handle
    }

    /// - Returns: False if the time has passed.
    private static func finish(
        _ handle: OpaquePointer, _ string: ConnectionString, within timeout: Duration
    ) throws(StoreError) -> Bool {
        let deadline = MonotonicTime.now() + timeout
        // As libpq demands: before the first call of PQconnectPoll, as if it had asked to write.
        var state = PGRES_POLLING_WRITING
        while state == PGRES_POLLING_READING || state == PGRES_POLLING_WRITING {
            guard unsafe PQstatus(handle) != CONNECTION_BAD else { break }
            let isReady = SocketWait.wait(
                for: unsafe PQsocket(handle), toWrite: state == PGRES_POLLING_WRITING, until: deadline)
            guard isReady else { return false }
            state = unsafe PQconnectPoll(handle)
        }
        guard unsafe PQstatus(handle) == CONNECTION_OK else { throw unsafe refusal(handle, string) }
        return true
    }

    private static func refusal(_ handle: OpaquePointer, _ string: ConnectionString) -> StoreError {
        let lines = unsafe String(cString: PQerrorMessage(handle)).split(separator: "\n")
            .filter { !$0.hasPrefix("LOCATION:") }
        var text = lines.map { String($0.drop(while: \.isWhitespace)) }.joined(separator: "; ")
        if let secret = string.secretDatabase { text = text.replacing(secret, with: "…") }
        // libpq has no code for what it finds out by itself: these are its own words for `target_session_attrs`.
        if ["session is read-only", "server is in hot standby mode"].contains(where: text.contains) {
            return StoreError(
                .readOnly,
                "no session with '\(string.location)': \(text); name the primary server, or all servers of the database, so "
                    + "that the primary is found")
        }
        if SessionLoss.isServersWord(text) {
            return StoreError(
                .recovering,
                "no session with '\(string.location)': \(text); it is tried again until the server is ready")
        }
        let remedy =
            unsafe PQconnectionNeedsPassword(handle) == 1
            ? "give the password in the string, in PGPASSWORD or in ~/.pgpass"
            : unsafe PQconnectionUsedPassword(handle) == 1
                ? "check the role and its password, and that the role may connect to the database"
                : "check host, port, role and database, and that the server runs"
        return StoreError(.unreachable, "no session with '\(string.location)': \(text); \(remedy)")
    }

    private static func check(_ handle: OpaquePointer, _ string: ConnectionString) throws(StoreError) {
        let version = unsafe PQserverVersion(handle)
        guard version >= oldestServer else {
            throw StoreError(
                .unsupportedServer,
                "the server of '\(string.location)' is PostgreSQL \(version / 10_000), and autocron needs 14 or later; "
                    + "name another server")
        }
        let encoding = unsafe PQparameterStatus(handle, "server_encoding").map { unsafe String(cString: $0) } ?? ""
        guard encoding == "UTF8" else {
            throw StoreError(
                .unsupportedServer,
                "the database '\(string.location)' has the encoding \(encoding), which cannot hold every text; create one "
                    + "with ENCODING 'UTF8'")
        }
    }
}

extension Duration {
    /// For sentences: whole seconds, or milliseconds where there is no second.
    var seconds: String {
        self < .seconds(1) ? "\(microseconds / 1_000) ms" : "\(components.seconds) s"
    }
}
#endif
