#if PostgreSQL
import TaskModel

/// The function `enqueue(json)` among our tables, with which any language, driver or trigger stores tasks inside a
/// transaction of its own.
///
/// It does for a JSON document what ``PostgresConnection/insert(reservedID:)-([NewTask])`` does for values.
enum EnqueueFunction {
    /// Grows with every change of the function, so that a build replaces older ones, and leaves newer ones alone.
    static let revision: Int64 = 1

    /// Whether a schema has this build's function, or a newer one.
    static func isPresent(on connection: PostgresConnection, schema: String) throws(StoreError) -> Bool {
        try connection.exists(
            """
            SELECT 1 FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace \
            WHERE nspname = $1 AND proname = 'enqueue' AND pg_get_function_identity_arguments(pg_proc.oid) = $2 \
            AND substring(prosrc FROM '-- revision ([0-9]{1,9})')::bigint >= $3
            """, .text(schema), .text("calls json, notifies boolean"), .integer(revision))
    }

    /// Creates the function, or replaces an older one.
    ///
    /// - Throws: `StoreError`.
    static func create(on connection: PostgresConnection, schema: String) throws(StoreError) {
        do throws(StoreError) {
            try connection.script(statements(schema: schema))
        } catch {
            guard error.code == .permissionDenied else { throw error }
            throw StoreError(
                .permissionDenied,
                "the function 'enqueue' in '\(connection.location)' is missing or of an earlier build, and the role "
                    + "may not replace it: start the application once with the role that owns the tables")
        }
    }

    private static func statements(schema: String) -> String {
        """
        CREATE OR REPLACE FUNCTION enqueue(calls json, notifies boolean DEFAULT false) RETURNS SETOF uuid
        LANGUAGE plpgsql VOLATILE
        -- For those who may only store tasks: they need no right to the tables.
        SECURITY DEFINER SET search_path = "\(schema)", pg_temp
        -- Plans as our own sessions have them, whatever the caller's session has set.
        SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off
        SET standard_conforming_strings = on
        AS $enqueue$
        -- revision \(revision)
        \(declarations)
        BEGIN
        \(reading)
        \(writing)
        END $enqueue$;
        REVOKE ALL ON FUNCTION enqueue(json, boolean) FROM PUBLIC
        """
    }

    private static let declarations = """
        DECLARE
            -- Not now(): that is the beginning of the caller's transaction, however long that takes.
            present CONSTANT timestamptz := clock_timestamp();
            call json;
            place bigint;
            c record;
            argument_text text;
            problem text;
            -- Of each call, in order.
            given uuid[] := '{}';
            ids uuid[] := '{}';
            names text[] := '{}';
            all_arguments json[] := '{}';
            instants timestamptz[] := '{}';
            queue_names text[] := '{}';
            levels smallint[] := '{}';
            attempts bigint[] := '{}';
            backoffs text[] := '{}';
            unique_keys text[] := '{}';
            scopes smallint[] := '{}';
            untils timestamptz[] := '{}';
            -- The tasks that the identifiers lead to.
            originals uuid[];
            known_queues text[];
        """
}
#endif
