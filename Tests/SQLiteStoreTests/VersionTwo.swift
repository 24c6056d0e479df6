/// The tables as version 2 made them, frozen: in a new file as in one of version 1, by the same statements.
let versionTwoScript =
    versionOneScript + """
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
        DELETE FROM autocron_schema;
        INSERT INTO autocron_schema(version) VALUES (2);
        """
