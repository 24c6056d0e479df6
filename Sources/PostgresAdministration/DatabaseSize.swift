#if PostgreSQL
import PostgresStore
import TaskModel

extension PostgresConnection {
    /// The space that our tables and their indexes take on the server's disk, in bytes.
    func size() throws(StoreError) -> Int64 {
        try first(
            """
            SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class \
            WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind = 'r'
            """
        ) { $0.integer(0) } ?? 0
    }
}
#endif
