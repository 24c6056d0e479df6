#if PostgreSQL
import Foundation
import Synchronization
import TestSupport

/// A network between a program and its server that a test can cut: it forwards bytes until it is frozen.
///
/// The kernel goes on acknowledging what either side sends, as a proxy in front of a dead server does. So only those who
/// wait for an answer can tell.
final class FreezingProxy: Sendable {
    private struct State {
        var upstream: UInt16
        var isFrozen = false
        var isClosed = false
        var servers: [Int32] = []
    }

    /// The port that programs connect to.
    let port: Int
    private let listener: Int32
    private let state: Mutex<State>

    /// - Parameter upstream: The server's port on the loopback address.
    init(to upstream: Int) throws {
        let listener = Self.newSocket()
        var address = Self.loopback(port: 0)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var bound = size
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(listener, address, size) == 0, listen(listener, 64) == 0 else { return Int32(-1) }
                return unsafe getsockname(listener, address, &bound)
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        state = Mutex(State(upstream: UInt16(upstream)))
        Thread.detachNewThread { [self] in accept() }
    }

    /// Ends the proxy and all its connections.
    func close() {
        state.withLock { $0.isClosed = true }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// Forwards nothing any more.
    ///
    /// - Parameter closingServers: Whether the server learns of it, as when a machine behind the proxy is switched off.
    func freeze(closingServers: Bool) {
        let servers = state.withLock { state in
            state.isFrozen = true
            return closingServers ? state.servers : []
        }
        for server in servers { shutdown(server, Int32(SHUT_RDWR)) }
    }

    func thaw() {
        state.withLock { $0.isFrozen = false }
    }

    /// Connects new sessions to another port.
    func redirect(to upstream: Int) {
        state.withLock { $0.upstream = UInt16(upstream) }
    }

    // MARK: Connections

    private func accept() {
        while true {
            let client = Foundation.accept(listener, nil, nil)
            guard client >= 0, !state.withLock(\.isClosed) else { break }
            Thread.detachNewThread { [self] in serve(client) }
        }
        Foundation.close(listener)
    }

    private func serve(_ client: Int32) {
        defer { Foundation.close(client) }
        guard waitWhileFrozen() else { return }
        let server = Self.newSocket()
        defer { Foundation.close(server) }
        var address = Self.loopback(port: state.withLock(\.upstream))
        let isConnected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(server, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        state.withLock { $0.servers.append(server) }
        defer { state.withLock { state in state.servers.removeAll { $0 == server } } }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while waitWhileFrozen() {
            var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            // Looks whether it is frozen now and then.
            guard unsafe poll(&entries, 2, 20) > 0, !state.withLock(\.isFrozen) else { continue }
            for (from, to) in [(0, 1), (1, 0)] where entries[from].revents != 0 {
                let count = unsafe read(entries[from].fd, &bytes, bytes.count)
                guard count > 0, unsafe send(entries[to].fd, bytes, count, Self.quietly) == count else { return }
            }
        }
    }

    /// - Returns: False once the proxy is closed.
    private func waitWhileFrozen() -> Bool {
        while true {
            let (isFrozen, isClosed) = state.withLock { ($0.isFrozen, $0.isClosed) }
            guard isFrozen, !isClosed else { return !isClosed }
            usleep(5_000)
        }
    }

    #if canImport(Darwin)
    /// Darwin has an option of the socket in place of the flag.
    private static let quietly: Int32 = 0
    #else
    private static let quietly = Int32(MSG_NOSIGNAL)
    #endif

    private static func newSocket() -> Int32 {
        #if canImport(Darwin)
        let number = socket(AF_INET, SOCK_STREAM, 0)
        #else
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        // No program of a test may hold a connection open.
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return number
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
#endif
