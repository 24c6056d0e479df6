extension Schema {
    /// Version 2: pausing, settings that are kept in the database, and what the command line wants to know of programs.
    ///
    /// An application of version 1 that runs meanwhile goes on: none of its statements or their indexes is touched, and
    /// a task that was put aside is one of a far future to it. It starts no new worker, since that would open the file.
    static let second = """
        -- The time a task is due at while it is put aside because its function is paused; run_at is then the last one.
        ALTER TABLE autocron_tasks ADD COLUMN held INTEGER;
        CREATE INDEX autocron_held ON autocron_tasks(queue, name, held) WHERE state = 0 AND held IS NOT NULL;
        CREATE TABLE autocron_pauses(
            subject TEXT NOT NULL CHECK (subject IN ('everything', 'queue', 'task')),
            name TEXT NOT NULL,
            since INTEGER NOT NULL,
            ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),  -- 1: tasks that were put aside are coming back
            PRIMARY KEY (subject, name)
        ) WITHOUT ROWID;
        CREATE TABLE autocron_settings(
            key TEXT PRIMARY KEY,
            stored TEXT,                              -- what somebody has set
            pinned TEXT                               -- what the code of the program that hosts the workers says
        ) WITHOUT ROWID;
        -- The functions of the program that started last.
        CREATE TABLE autocron_functions(name TEXT PRIMARY KEY) WITHOUT ROWID;
        ALTER TABLE autocron_schedules ADD COLUMN missed_policy TEXT;
        ALTER TABLE autocron_schedules ADD COLUMN overlap_policy TEXT;
        """
}
