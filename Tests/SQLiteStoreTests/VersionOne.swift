/// The tables as version 1 made them, frozen: files that were made then are still about.
let versionOneScript = """
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
    INSERT INTO autocron_schema(version) VALUES (1);
    """
