#if PostgreSQL
package import TaskModel

/// Our tables in a schema of their own, their version, and the migration of older ones.
///
/// They have the columns of the SQLite store, so that both mean the same; instants are `timestamptz`, which operators
/// can read.
package enum PostgresSchema {
    /// The version that this build writes and reads.
    package static let version: Int64 = 1

    /// Creates our tables, or migrates older ones to the present version, and replaces an older function `enqueue`.
    ///
    /// - Parameters:
    ///   - connection: A session outside of any transaction.
    ///   - schema: The schema's name, which needs no escaping.
    /// - Throws: `StoreError` with code `newerSchema` if a later build has written here.
    static func prepare(_ connection: PostgresConnection, schema: String) throws(StoreError) {
        if try found(on: connection, schema: schema) == version,
            try EnqueueFunction.isPresent(on: connection, schema: schema)
        {
            return
        }
        try connection.transaction { connection throws(StoreError) in
            // Two applications may start on one new database at once: CREATE SCHEMA IF NOT EXISTS alone is no lock.
            try connection.script("SELECT pg_advisory_xact_lock(\(lockClass), -1)")
            var current = try found(on: connection, schema: schema) ?? 0
            guard (0...version).contains(current) else { throw newer(current, location: connection.location) }
            if current == 0 { try create(schema, on: connection) }
            while current < version {
                try connection.script(migrations[Int(current)])
                current += 1
            }
            try connection.script("DELETE FROM schema_version; INSERT INTO schema_version VALUES (\(version))")
            guard try !EnqueueFunction.isPresent(on: connection, schema: schema) else { return }
            try EnqueueFunction.create(on: connection, schema: schema)
        }
    }

    private static func create(_ schema: String, on connection: PostgresConnection) throws(StoreError) {
        // IF NOT EXISTS asks for the right to create one first, and an administrator may have made it for a role without.
        if try !connection.exists("SELECT 1 FROM pg_namespace WHERE nspname = $1", .text(schema)) {
            try connection.script("CREATE SCHEMA \"\(schema)\"")
        }
        // PostgreSQL passes over a schema that the role may not use, and would create temporary tables instead.
        guard try connection.exists("SELECT 1 WHERE current_schema() = $1", .text(schema)) else {
            throw StoreError(
                .permissionDenied,
                "the role may not use the schema '\(schema)' of '\(connection.location)'; grant it what 'On many machines' "
                    + "lists")
        }
    }

    /// Refuses a database that does not contain our tables in the present version.
    ///
    /// The function `enqueue` is the application's affair: an older one stores what it always has.
    static func require(on connection: PostgresConnection, schema: String) throws(StoreError) {
        guard let found = try found(on: connection, schema: schema) else {
            throw StoreError(
                .notADatabase,
                "'\(connection.location)' holds no tasks of autocron, and was left as it is; name another database")
        }
        guard found != version else { return }
        throw found > version
            ? newer(found, location: connection.location)
            : StoreError(
                .olderSchema,
                "the tables in '\(connection.location)' have version \(found) and this build needs \(version); start the "
                    + "application once, which brings them up to date")
    }

    /// Reads the version of the tables in a database.
    ///
    /// - Returns: nil if it has none of ours.
    package static func found(
        on connection: PostgresConnection, schema: String
    ) throws(StoreError) -> Int64? {
        let isOurs = try connection.first(
            """
            SELECT EXISTS (SELECT FROM pg_attribute \
            WHERE attrelid = pg_class.oid AND attname = 'version' AND atttypid = 'integer'::regtype) \
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace \
            WHERE nspname = $1 AND relname = 'schema_version'
            """, .text(schema)
        ) { $0.bool(0) }
        guard let isOurs else { return nil }
        // Flyway, for one, had a table of that name, with texts.
        guard isOurs else {
            throw StoreError(
                .notADatabase,
                "the schema '\(schema)' of '\(connection.location)' has a table 'schema_version' of another program; give "
                    + "autocron a schema of its own with 'autocron_schema'")
        }
        return try connection.first("SELECT version FROM \"\(schema)\".schema_version") { $0.integer(0) }
    }

    /// The first of the two numbers of each of our advisory locks, so that they cannot meet the application's own,
    /// which have one number.
    package static let lockClass = 1_096_111_183

    private static func newer(_ found: Int64, location: String) -> StoreError {
        StoreError(
            .newerSchema,
            "the tables in '\(location)' have version \(found), written by a later build of autocron; this build knows "
                + "versions up to \(version): run the later build, or use another schema")
    }

    /// Entry n migrates version n to version n + 1.
    private static let migrations = [first]

    private static let first = """
        CREATE TABLE schema_version(version integer NOT NULL);
        -- Grows with every change of a schedule; its row's lock puts those changes in an order.
        CREATE TABLE changes(id integer PRIMARY KEY CHECK (id = 1), count bigint NOT NULL);
        INSERT INTO changes VALUES (1, 0);
        -- A number for each worker's start: that of its advisory lock.
        CREATE SEQUENCE slots AS integer;
        CREATE TABLE queues(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE);
        INSERT INTO queues(name) VALUES ('default');
        CREATE TABLE tasks(
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            uuid uuid NOT NULL UNIQUE,
            run_at timestamptz NOT NULL,
            created timestamptz NOT NULL,
            started timestamptz,
            finished timestamptz,
            scheduled_at timestamptz,                 -- the instant of a recurring task's run
            held timestamptz,                         -- due at, while it is put aside since its function is paused
            queue bigint NOT NULL DEFAULT 1 REFERENCES queues(id),
            claim_number bigint NOT NULL DEFAULT 0,   -- counts claims: the fencing token of every outcome
            attempts_used bigint NOT NULL DEFAULT 0,
            max_attempts bigint NOT NULL DEFAULT 1 CHECK (max_attempts >= 1),
            interruptions bigint NOT NULL DEFAULT 0,
            unattributed bigint NOT NULL DEFAULT 0,   -- ends together with the application, in a row
            missed bigint NOT NULL DEFAULT 0,
            concurrency bigint,                       -- how many runs of a recurring function may go side by side
            progress double precision,
            state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
            -- Of a waiting task. 0: it is due at run_at. 1: it is due, whatever the clock says by now. 2: it is due, and
            -- other runs of its recurring function go first.
            ready smallint NOT NULL DEFAULT 0,
            level smallint NOT NULL DEFAULT 1 CHECK (level BETWEEN 0 AND 3),
            key_scope smallint NOT NULL DEFAULT 0,
            cancelling boolean NOT NULL DEFAULT false,
            slot text COLLATE "C",                                -- the worker's slot while it runs
            name text COLLATE "C" NOT NULL,
            backoff text,                             -- NULL is the default
            key text COLLATE "C",                                 -- of keys, where the task has one
            progress_message text,
            arguments json NOT NULL,                  -- keeps the text: jsonb refuses \\u0000 and changes numbers
            outcome json,
            CHECK ((state = 1) = (slot IS NOT NULL)),
            CHECK ((state BETWEEN 2 AND 4) = (finished IS NOT NULL))
        ) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 2000,
            autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05,
            autovacuum_vacuum_cost_delay = 0);
        -- They end with the id, so that a list continues within many tasks of one instant.
        CREATE INDEX tasks_ready ON tasks(level, queue, run_at, id) WHERE state = 0 AND ready = 1;
        CREATE INDEX tasks_later ON tasks(level, run_at, queue, id) WHERE state = 0 AND ready = 0;
        CREATE INDEX tasks_blocked ON tasks(name, run_at, queue, id) WHERE state = 0 AND ready = 2;
        CREATE INDEX tasks_running ON tasks(slot) WHERE state = 1;
        CREATE INDEX tasks_cancelling ON tasks(slot) WHERE state = 1 AND cancelling;
        CREATE INDEX tasks_finished ON tasks(state, finished, id) WHERE state BETWEEN 2 AND 4;
        CREATE INDEX tasks_parked ON tasks(name, id) WHERE state = 5;
        CREATE INDEX tasks_held ON tasks(name, held, queue) WHERE state = 0 AND held IS NOT NULL;
        CREATE INDEX tasks_runs ON tasks(name, ready, state) WHERE concurrency IS NOT NULL AND state <= 1;
        -- Tells whether a queue's name is still used; tasks of the default queue, whose name stays, pay nothing for it.
        CREATE INDEX tasks_queued ON tasks(queue) WHERE queue <> 1;
        -- One row an instant, whatever number of machines keep the schedule.
        CREATE UNIQUE INDEX tasks_instants ON tasks(name, scheduled_at) WHERE scheduled_at IS NOT NULL;
        -- Only attempts that did not end their task; the last one stands in the task's own row.
        CREATE TABLE attempts(
            task bigint NOT NULL,
            claim_number bigint NOT NULL,
            started timestamptz,
            ended timestamptz NOT NULL,
            outcome json NOT NULL,
            PRIMARY KEY (task, claim_number)
        );
        -- A table of its own: a unique index on the tasks would collide when a task goes back to waiting.
        CREATE TABLE keys(key text COLLATE "C" PRIMARY KEY, task uuid NOT NULL, until timestamptz);
        CREATE INDEX keys_until ON keys(until) WHERE until IS NOT NULL;
        CREATE INDEX keys_task ON keys(task);
        CREATE TABLE schedules(
            name text COLLATE "C" PRIMARY KEY,
            spec text NOT NULL,                       -- a changed spec starts anew
            last timestamptz NOT NULL,                -- the newest instant dealt with
            ahead timestamptz,                        -- a mark given up while the clock was far behind it
            active boolean NOT NULL DEFAULT true,     -- false: no build has the function any more
            paused boolean NOT NULL DEFAULT false,
            build text NOT NULL,                      -- which build brought, changed or removed the function
            changed bigint NOT NULL,                  -- grows with every change that the timer must learn of
            missed bigint NOT NULL DEFAULT 0,         -- instants that got no run because nobody was there
            overlapped bigint NOT NULL DEFAULT 0,     -- instants that got no run because another one went on
            -- What each run is stored with, for those who do not have the function.
            queue text COLLATE "C" NOT NULL,
            level smallint NOT NULL CHECK (level BETWEEN 0 AND 3),
            max_attempts bigint NOT NULL CHECK (max_attempts >= 1),
            backoff text,
            concurrency bigint NOT NULL CHECK (concurrency >= 1),
            missed_policy text,
            overlap_policy text
        ) WITH (fillfactor = 50);
        CREATE INDEX schedules_changed ON schedules(changed);
        CREATE TABLE pauses(
            subject text COLLATE "C" NOT NULL CHECK (subject IN ('everything', 'queue', 'task')),
            name text COLLATE "C" NOT NULL,
            since timestamptz NOT NULL,
            ended boolean NOT NULL DEFAULT false,     -- true: tasks that were put aside are coming back
            PRIMARY KEY (subject, name)
        );
        CREATE TABLE settings(
            key text COLLATE "C" PRIMARY KEY,
            stored text,                              -- what somebody has set
            pinned text                               -- what the code of the program that hosts the workers says
        );
        -- The functions of the program that started last, and its build.
        CREATE TABLE functions(name text COLLATE "C" PRIMARY KEY);
        CREATE TABLE build(id integer PRIMARY KEY CHECK (id = 1), description text NOT NULL);
        """
}
#endif
