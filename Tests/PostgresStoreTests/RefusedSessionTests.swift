#if PostgreSQL
import Foundation
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("Sessions that the server refuses", .needsServer)
struct RefusedSessionTests {
    /// An address that no session comes of, and what the error says beside the address.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let address: String
        let says: [String]
        let advises: String
        var code = StoreError.Code.unreachable

        var testDescription: String { name }

        static let general = "check host, port, role and database, and that the server runs"

        // Each has a password, needed or not, which no message may repeat.
        static let all = [
            Case(
                name: "a wrong port", address: PostgresServer.address(password: "hidden", port: 1),
                says: ["127.0.0.1:1/autocron", "refused"], advises: general),
            Case(
                name: "a host that there is not",
                address: PostgresServer.address(password: "hidden", host: "nowhere.invalid"),
                says: ["nowhere.invalid"], advises: general),
            Case(
                name: "a folder without a socket",
                address: "postgres://autocron:hidden@%2Fnonexistent/autocron", says: ["/nonexistent"], advises: general),
            Case(
                name: "a wrong database",
                address: PostgresServer.address(password: "hidden", database: "no_such_database"),
                says: ["/no_such_database", "does not exist"], advises: general),
            Case(
                name: "a wrong role", address: PostgresServer.address(user: "no_such_role", password: "hidden"),
                says: ["no_such_role@", "does not exist"], advises: general),
            Case(
                name: "no password", address: PostgresServer.address(user: "autocron_password"),
                says: ["autocron_password@"], advises: "give the password in the string, in PGPASSWORD or in ~/.pgpass"),
            Case(
                name: "a wrong password",
                address: PostgresServer.address(user: "autocron_password", password: "hidden"),
                says: ["autocron_password@", "password authentication failed"],
                advises: "check the role and its password"),
            Case(
                name: "a server that only reads",
                address: PostgresServer.address(
                    password: "hidden", parameters: ["options": "-c default_transaction_read_only=on"]),
                says: ["read-only"], advises: "name the primary server", code: .readOnly),
        ]
    }

    @Test("The error says what was tried, why not, and what to do, and no password", arguments: Case.all)
    func refused(entry: Case) throws {
        let error = refusal(entry.address)
        #expect(error?.code == entry.code)
        let text = error?.description ?? ""
        #expect(text.contains(try ConnectionString(entry.address).location))
        for words in entry.says { #expect(text.contains(words)) }
        #expect(text.contains(entry.advises))
        #expect(!text.contains("hidden"))
        #expect(!text.contains("\n"))
    }

    @Test("The right password opens the database, and is not in its location")
    func rightPassword() throws {
        let connection = try session(PostgresServer.address(user: "autocron_password", password: "secret"))
        #expect(!connection.location.contains("secret"))
        #expect(try connection.first("SELECT current_user::text") { $0.text(0) } == "autocron_password")
    }

    @Test("A server that says nothing is given up after the string's own time")
    func silence() throws {
        let socket = try SilentSocket()
        let address = "postgres://autocron:hidden@127.0.0.1:\(socket.port)/autocron?connect_timeout=1"
        let start = ContinuousClock.now
        let error = refusal(address)
        let duration = ContinuousClock.now - start
        #expect(error?.code == .unreachable)
        let text = error?.description ?? ""
        #expect(text.contains("127.0.0.1:\(socket.port)/autocron' did not answer within 1 s"))
        #expect(!text.contains("hidden"))
        // Far less than libpq alone would wait, which has no limit of its own.
        #expect(duration >= .milliseconds(900) && duration < .seconds(8))
    }

    @Test("Of several servers, one that says nothing is passed over")
    func passedOver() throws {
        let socket = try SilentSocket()
        let parts = try #require(URLComponents(string: PostgresServer.address()))
        let (host, port) = (parts.host ?? "", parts.port ?? 5432)
        let user = parts.user ?? ""
        let database = "postgres://\(user)@127.0.0.1:\(socket.port),\(host):\(port)\(parts.path)"
        let connection = try session(database + "?connect_timeout=1")
        #expect(try connection.exists("SELECT 1"))
    }

    @Test("A connection string in the place of the database's name is not repeated, though the server does it")
    func secretDatabase() throws {
        let text = refusal(PostgresServer.address(database: "password=hidden"))?.description ?? ""
        #expect(text.contains("does not exist"))
        #expect(!text.contains("hidden"))
    }

    @Test("A database that cannot hold every text is refused")
    func encoding() throws {
        let name = "latin1_\(PostgresServer.random)"
        let side = try PostgresSideConnection()
        try side.run("CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        let error = refusal(PostgresServer.address(password: "hidden", database: name))
        #expect(error?.code == .unsupportedServer)
        let text = error?.description ?? ""
        #expect(text.contains(name) && text.contains("LATIN1") && text.contains("ENCODING 'UTF8'"))
        #expect(!text.contains("hidden"))
        try side.run("DROP DATABASE \(name) WITH (FORCE)")
    }
}

/// A socket to which the system lets programs connect, and that nobody reads.
private final class SilentSocket {
    private let descriptor: Int32
    let port: UInt16

    init() throws {
        #if canImport(Darwin)
        let kind = SOCK_STREAM
        #else
        let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        let descriptor = socket(AF_INET, kind, 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        try #require(isBound && listen(descriptor, 8) == 0)
    }

    deinit {
        close(descriptor)
    }
}
#endif
