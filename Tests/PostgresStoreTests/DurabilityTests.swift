#if PostgreSQL
import TaskModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("What a crash of the server may undo", .needsServer)
struct DurabilityTests {
    private let address = PostgresServer.newDatabase()

    /// Stores tasks, and returns how each transaction was to be committed.
    private func commits(syncing: Bool, _ store: (PostgresStore) throws -> Void) throws -> [String] {
        let database = try PostgresStore(address, syncsOnCommit: syncing)
        defer { database.close() }
        let schema = try ConnectionString(address).schema
        let side = try PostgresSideConnection()
        try side.run(
            """
            CREATE TABLE \(schema).commits(mode text); \
            CREATE FUNCTION \(schema).note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
            INSERT INTO \(schema).commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$; \
            CREATE TRIGGER note AFTER INSERT OR UPDATE ON \(schema).tasks \
            FOR EACH STATEMENT EXECUTE FUNCTION \(schema).note()
            """)
        try store(database)
        return try side.run("SELECT DISTINCT mode FROM \(schema).commits ORDER BY mode")
    }

    private func task(isAwaited: Bool) -> PendingInsert {
        let task = NewTask(id: .make(), name: "work", arguments: Array("{}".utf8), created: 0, runAt: 0)
        return isAwaited ? PendingInsert(task: task) { _ in } : PendingInsert(task: task)
    }

    @Test("Only calls that cannot throw are committed without waiting for the disk")
    func unawaited() throws {
        let alone = try commits(syncing: false) { _ = try $0.insert([task(isAwaited: false)]) }
        #expect(alone == ["off"])
    }

    @Test("With durability 'full' all wait for the disk")
    func full() throws {
        let modes = try commits(syncing: true) { store in
            _ = try store.insert([task(isAwaited: false)])
            _ = try store.insert([task(isAwaited: false), task(isAwaited: false)])
        }
        #expect(modes == ["on"])
    }

    @Test("What a caller or a worker relies on waits for the disk")
    func reliedOn() throws {
        let modes = try commits(syncing: false) { store in
            _ = try store.insert([task(isAwaited: true)])
            _ = try store.insert([task(isAwaited: false), task(isAwaited: true)])
            _ = try store.insertReserved([task(isAwaited: false).task], wait: .standard)
            let claimant = Claimant(slot: "slot", limit: 2, knows: { _ in true })
            _ = try store.recordAndClaim([], for: claimant, rotation: .anywhere, now: 1)
        }
        #expect(modes == ["on"])
    }
}
#endif
