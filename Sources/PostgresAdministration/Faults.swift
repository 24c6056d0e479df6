#if PostgreSQL
import PostgresStore
import TaskModel

extension PostgresConnection {
    /// How many of the newest tasks, attempts and keys are checked.
    private static let sample: Int64 = 1_000

    /// Finds where our tables break our own rules, which only another program can have caused.
    ///
    /// The server answers for its files by itself, so only the newest rows are read.
    func faults() throws(StoreError) -> [String] {
        let indexes = try rows(
            """
            SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid \
            WHERE relnamespace = quote_ident(current_schema())::regnamespace AND NOT indisvalid ORDER BY relname
            """
        ) { "the index '\($0.text(0))' is invalid" }
        let tasks = try rows(
            """
            SELECT uuid::text, state = 1, slot IS NOT NULL FROM \
            (SELECT id, uuid, state, slot, finished FROM tasks ORDER BY id DESC LIMIT $1) AS newest \
            WHERE (state = 1) <> (slot IS NOT NULL) OR (state BETWEEN 2 AND 4) <> (finished IS NOT NULL) ORDER BY id
            """, .integer(Self.sample)
        ) { row in
            let fault =
                row.bool(1) == row.bool(2)
                ? "has ended at no instant, or has an instant without having ended"
                : row.bool(1) ? "runs in no slot" : "has a slot without running"
            return "task \(row.text(0)) \(fault)"
        }
        // Each is looked up by itself: for NOT EXISTS, the planner may walk all tasks beside the sample.
        let attempts = try rows(
            """
            SELECT DISTINCT task FROM (SELECT task FROM attempts ORDER BY task DESC, claim_number DESC LIMIT $1) AS newest \
            WHERE (SELECT id FROM tasks WHERE id = newest.task) IS NULL ORDER BY task
            """, .integer(Self.sample)
        ) { "there are attempts of a task that does not exist, in row \($0.integer(0))" }
        // Identifiers grow with time. A key that lasts for a time outlives its task, and an alias, which begins with '=',
        // may be stored while its task is deleted: it then leads nowhere, as it should.
        let keys = try rows(
            """
            SELECT key FROM (SELECT key, task, until FROM keys ORDER BY task DESC LIMIT $1) AS newest \
            WHERE until IS NULL AND key NOT LIKE '=%' AND (SELECT id FROM tasks WHERE uuid = newest.task) IS NULL \
            ORDER BY key
            """, .integer(Self.sample)
        ) { "the unique key '\($0.text(0))' is held by a task that does not exist" }
        return indexes + tasks + attempts + keys
    }
}
#endif
