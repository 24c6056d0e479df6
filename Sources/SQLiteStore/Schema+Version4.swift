extension Schema {
    /// Version 4: the columns have the names of the values that they hold, and one index serves all looks at the runs
    /// of a recurring function.
    ///
    /// An application of an earlier version that runs at the same time can no longer use the database: SQLite refuses
    /// its statements, which changes nothing. So it must be stopped first.
    static let fourth = """
        ALTER TABLE autocron_tasks RENAME COLUMN attempt TO claim_number;
        ALTER TABLE autocron_tasks RENAME COLUMN attempts TO max_attempts;
        ALTER TABLE autocron_tasks RENAME COLUMN charged TO attempts_used;
        ALTER TABLE autocron_tasks RENAME COLUMN key_rule TO key_scope;
        ALTER TABLE autocron_attempts RENAME COLUMN attempt TO claim_number;
        ALTER TABLE autocron_schedules RENAME COLUMN rule TO spec;
        ALTER TABLE autocron_schedules RENAME COLUMN attempts TO max_attempts;
        -- Of earlier builds' claims.
        DROP INDEX IF EXISTS autocron_due;
        DROP INDEX IF EXISTS autocron_held;
        DROP INDEX autocron_put_aside;
        CREATE INDEX autocron_held ON autocron_tasks(name, held, queue) WHERE state = 0 AND held IS NOT NULL;
        DROP INDEX autocron_unfinished_runs;
        DROP INDEX autocron_running_runs;
        DROP INDEX autocron_admitted;
        CREATE INDEX autocron_runs ON autocron_tasks(name, ready, state) WHERE concurrency IS NOT NULL AND state <= 1;
        """
}
