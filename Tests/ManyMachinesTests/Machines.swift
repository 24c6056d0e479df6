#if PostgreSQL
import Foundation
import TestMessages
import TestSupport
import Testing

/// The programs of many machines, one at a time: several tests say how soon something must happen.
@Suite("Many machines", .serialized, .needsServer)
enum ManyMachinesSuite {}

extension Trait where Self == ConditionTrait {
    /// Skips a suite where there is no server; `StoreConformanceTests` fails where there must be one.
    static var needsServer: Self {
        .enabled(if: PostgresServer.address != nil, Comment(rawValue: PostgresServer.isMissing))
    }
}

/// The machines of a test, which share a database.
///
/// What one of them is, its programs see by a folder of state: they have one pool in common.
struct Machines {
    let database = PostgresServer.newDatabase()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Starts a program on a machine.
    ///
    /// - Parameters:
    ///   - number: The machine.
    ///   - workers: How many workers the program hosts.
    ///   - port: Where it finds the server; nil for the server's own port.
    func start(
        on number: Int, workers: Int = 1, port: Int? = nil, _ name: String = "TestApp", _ options: String...
    ) async throws -> App {
        let state = folder.file("machine\(number)")
        let address = port.map { Self.address(database, port: $0) } ?? database
        let app = try App(name, [address, String(workers)] + options, environment: ["XDG_STATE_HOME": state])
        try await app.expect(.started)
        return app
    }

    /// A file that the task `stuck` makes.
    var marker: String { folder.file("marker") }

    func side() throws -> SideDatabase { try SideDatabase(database) }

    /// The same database at another port.
    static func address(_ database: String, port: Int) -> String {
        var parts = URLComponents(string: database)
        parts?.port = port
        return parts?.string ?? ""
    }

    /// Waits for the end of a process that is no child of the test.
    ///
    /// - Returns: When it had ended; nil if it has not within the time.
    static func end(of process: Int32, within seconds: Double) async throws -> Date? {
        try await onThread {
            let deadline = Date(timeIntervalSinceNow: seconds)
            while Date() < deadline {
                let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
                // The state follows the name; one that nobody has reaped has ended too.
                guard let state = status?.split(separator: ")").last, !state.hasPrefix(" Z") else { return Date() }
                usleep(2_000)
            }
            return nil
        }
    }
}

/// A look into a test's database, from the side.
struct SideDatabase {
    private let connection: PostgresSideConnection

    init(_ database: String, port: Int? = nil) throws {
        connection = try PostgresSideConnection(PostgresServer.address(port: port))
        let schema = database.split(separator: "autocron_schema=").last.map(String.init) ?? ""
        try connection.run("SET search_path = \"\(schema)\"")
    }

    @discardableResult
    func run(_ sql: String) throws -> [String] { try connection.run(sql) }

    /// `STATE×COUNT` for each state that tasks have, by its number.
    func counts() throws -> [String] {
        try run("SELECT state || '×' || count(*) FROM tasks GROUP BY state ORDER BY state")
    }
}
#endif
