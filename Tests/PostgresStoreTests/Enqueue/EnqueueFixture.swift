#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

/// A store, and a session of another program that calls the function `enqueue`.
struct EnqueueFixture {
    let address = PostgresServer.newDatabase()
    let store: PostgresStore
    let schema: String
    let side: PostgresSideConnection

    init() throws {
        store = try PostgresStore(address)
        schema = try ConnectionString(address).schema
        side = try PostgresSideConnection()
    }

    /// The statement that calls the function with a document.
    func sql(_ json: String, notifies: Bool = false) -> String {
        "SELECT \(schema).enqueue($json$\(json)$json$\(notifies ? ", notifies => true" : ""))"
    }

    /// Calls the function with a document.
    ///
    /// - Returns: The identifiers.
    @discardableResult
    func enqueue(_ json: String, notifies: Bool = false) throws -> [TaskID] {
        try side.run(sql(json, notifies: notifies)).map { try #require(TaskID($0)) }
    }

    /// The server's sentence about a document that is refused.
    func refusal(_ json: String) throws -> String {
        let failure = #expect(throws: PostgresSideConnection.Failure.self, "\(json.prefix(100))") { try enqueue(json) }
        return failure?.description ?? ""
    }

    /// One value of all tasks, in the order in which they were stored.
    func tasks(_ expression: String) throws -> [String] {
        try side.run("SELECT \(expression) FROM \(schema).tasks ORDER BY id")
    }

    func count() throws -> Int { try tasks("1").count }
}
#endif
