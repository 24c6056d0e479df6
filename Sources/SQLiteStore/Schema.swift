package import TaskModel

/// Our tables, their version, and the migration of older ones.
///
/// The file may be the application's own database, so all our names begin with `autocron_`, and nothing else is
/// touched. Instants are microseconds since 1970 in UTC.
package enum Schema {
    /// The version that this build writes and reads.
    package static let version: Int64 = 4

    /// Creates our tables, or migrates older ones to the present version.
    ///
    /// - Parameter connection: A connection outside of any transaction.
    /// - Throws: `StoreError` with code `newerSchema` if a later build has written here.
    static func prepare(_ connection: Connection) throws(StoreError) {
        if try found(on: connection) == version { return }
        try connection.write { connection throws(StoreError) in
            // Checked again under the lock: two applications may start on one new file at once.
            var current = try found(on: connection) ?? 0
            guard current <= version else { throw newer(current, path: connection.path) }
            guard current >= 0 else { throw nonsense(current, path: connection.path) }
            while current < version {
                try migrate(connection, from: current)
                current += 1
            }
            try connection.statement("DELETE FROM autocron_schema").run()
            try connection.statement("INSERT INTO autocron_schema(version) VALUES (?1)").run(.integer(version))
        }
    }

    /// Reads the version of the tables in a file.
    ///
    /// - Parameter connection: Any connection.
    /// - Returns: nil if it has none of ours.
    /// - Throws: `StoreError`.
    package static func found(on connection: Connection) throws(StoreError) -> Int64? {
        let exists = try connection.statement(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'autocron_schema'"
        ).first { _ in true }
        guard exists != nil else { return nil }
        return try connection.statement("SELECT version FROM autocron_schema").first { $0.integer(0) }
    }

    /// Refuses a file that does not contain our tables in the present version.
    ///
    /// - Parameter connection: Any connection; nothing is written through it.
    /// - Throws: `StoreError`.
    static func require(on connection: Connection) throws(StoreError) {
        guard let found = try found(on: connection) else {
            throw StoreError(
                .notADatabase,
                "'\(connection.path)' holds no tasks of autocron, and was left as it is; name another file"
            )
        }
        guard found != version else { return }
        throw found > version
            ? newer(found, path: connection.path)
            : StoreError(
                .olderSchema,
                "the tables in '\(connection.path)' have version \(found) and this build needs \(version); "
                    + "start the application once, which brings them up to date"
            )
    }

    /// Refuses tables that this build must not touch.
    static func newer(_ found: Int64, path: String) -> StoreError {
        StoreError(
            .newerSchema,
            "the tables in '\(path)' have version \(found), written by a later build of autocron; this build knows "
                + "versions up to \(version): run the later build, or use another file"
        )
    }

    private static func nonsense(_ found: Int64, path: String) -> StoreError {
        StoreError(
            .unexpected,
            "the tables in '\(path)' claim to have version \(found), which no build of autocron has written; restore the "
                + "file from a copy, or use another one"
        )
    }

    /// Entry n migrates version n to version n + 1.
    private static let migrations = [first, second, third, fourth]

    private static func migrate(_ connection: Connection, from version: Int64) throws(StoreError) {
        do throws(StoreError) {
            try connection.run(script: migrations[Int(version)])
        } catch {
            // Before it renames a column, SQLite reads the whole schema, in which the application's own views and
            // triggers are.
            guard error.description.contains("error in view") || error.description.contains("error in trigger") else {
                throw error
            }
            throw StoreError(
                .unexpected,
                "the tables in '\(connection.path)' cannot be brought to this build's version while the file has a view or "
                    + "trigger that SQLite cannot read (\(error.description)); repair or drop that, and start again: "
                    + "nothing was changed"
            )
        }
    }

    private static let first = """
        CREATE TABLE autocron_schema(version INTEGER NOT NULL);
        CREATE TABLE autocron_queues(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        INSERT INTO autocron_queues(id, name) VALUES (1, 'default');
        CREATE TABLE autocron_tasks(
            id INTEGER PRIMARY KEY,
            uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
            state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 5),
            queue INTEGER NOT NULL REFERENCES autocron_queues(id),
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
            run_at INTEGER NOT NULL,
            name TEXT NOT NULL,
            arguments BLOB NOT NULL,
            created INTEGER NOT NULL,
            attempt INTEGER NOT NULL DEFAULT 0,       -- counts claims: the fencing token of every outcome
            charged INTEGER NOT NULL DEFAULT 0,       -- attempts that count against the limit
            attempts INTEGER NOT NULL CHECK (attempts >= 1),
            interruptions INTEGER NOT NULL DEFAULT 0,
            backoff TEXT,                             -- NULL is the default
            scheduled_at INTEGER,                     -- the instant of a recurring task's run
            missed INTEGER NOT NULL DEFAULT 0,
            concurrency INTEGER,                      -- how many runs of a recurring function may go side by side
            key TEXT,                                 -- of autocron_keys, where the task has one
            key_rule INTEGER NOT NULL DEFAULT 0,
            slot TEXT,                                -- the worker's slot while it runs
            cancelling INTEGER NOT NULL DEFAULT 0,    -- somebody wants the running attempt stopped
            started INTEGER,
            finished INTEGER,
            progress REAL,
            progress_message TEXT,
            outcome BLOB,                             -- result or failure, as JSON
            CHECK ((state = 1) = (slot IS NOT NULL)),
            CHECK ((state BETWEEN 2 AND 4) = (finished IS NOT NULL))
        );
        CREATE INDEX autocron_due ON autocron_tasks(queue, level, run_at) WHERE state = 0;
        CREATE INDEX autocron_running ON autocron_tasks(slot) WHERE state = 1;
        CREATE INDEX autocron_cancelling ON autocron_tasks(slot) WHERE state = 1 AND cancelling = 1;
        CREATE INDEX autocron_finished ON autocron_tasks(state, finished) WHERE state BETWEEN 2 AND 4;
        CREATE INDEX autocron_parked ON autocron_tasks(name) WHERE state = 5;
        -- A run of a recurring function that somebody asked for has no instant, but takes its turn like the others.
        CREATE INDEX autocron_unfinished_runs ON autocron_tasks(name) WHERE concurrency IS NOT NULL AND state <= 1;
        CREATE INDEX autocron_running_runs ON autocron_tasks(name) WHERE concurrency IS NOT NULL AND state = 1;
        -- One row an instant, whatever number of processes keep the schedule.
        CREATE UNIQUE INDEX autocron_instants ON autocron_tasks(name, scheduled_at) WHERE scheduled_at IS NOT NULL;
        -- Only attempts that did not end their task; the last one stands in the task's own row.
        CREATE TABLE autocron_attempts(
            task INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            started INTEGER,
            ended INTEGER NOT NULL,
            outcome BLOB NOT NULL,
            PRIMARY KEY (task, attempt)
        ) WITHOUT ROWID;
        -- A table of its own: a unique index on the tasks would collide when a task goes back to waiting.
        CREATE TABLE autocron_keys(
            key TEXT PRIMARY KEY,
            task BLOB NOT NULL,                       -- its UUID: the row may be gone before the key
            until INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX autocron_keys_until ON autocron_keys(until) WHERE until IS NOT NULL;
        CREATE TABLE autocron_schedules(
            name TEXT PRIMARY KEY,
            rule TEXT NOT NULL,                       -- a changed rule starts anew
            last INTEGER NOT NULL,                    -- the newest instant dealt with
            ahead INTEGER,                            -- a mark given up while the clock was far behind it
            active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),  -- 0: no build has the function any more
            paused INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
            build TEXT NOT NULL,                      -- which build brought, changed or removed the function
            changed INTEGER NOT NULL,                 -- grows with every change that the timer must learn of
            missed INTEGER NOT NULL DEFAULT 0,        -- instants that got no run because nobody was there
            overlapped INTEGER NOT NULL DEFAULT 0,    -- instants that got no run because another one went on
            -- What each run is stored with, for those who do not have the function.
            queue TEXT NOT NULL,
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3),
            attempts INTEGER NOT NULL CHECK (attempts >= 1),
            backoff TEXT,
            concurrency INTEGER NOT NULL CHECK (concurrency >= 1)
        ) WITHOUT ROWID;
        CREATE INDEX autocron_schedules_changed ON autocron_schedules(changed);
        -- The checkpointer writes here, so that its commits have something to say.
        CREATE TABLE autocron_checkpoints(id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
        INSERT INTO autocron_checkpoints(id, count) VALUES (1, 0);
        """
}
