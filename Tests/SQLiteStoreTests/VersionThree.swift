/// The tables as version 3 made them in a file of version 2, frozen.
let versionThreeScript =
    versionTwoScript + """
        -- How often in a row the task's worker ended together with the application, without evidence against the task.
        ALTER TABLE autocron_tasks ADD COLUMN unattributed INTEGER NOT NULL DEFAULT 0;
        -- Of a waiting task. 0: it is due at run_at. 1: it is due, whatever the clock says by now. 2: it is due, and other
        -- runs of its recurring function go first. It says nothing of other tasks.
        ALTER TABLE autocron_tasks ADD COLUMN ready INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX autocron_ready ON autocron_tasks(level, queue, run_at) WHERE state = 0 AND ready = 1;
        CREATE INDEX autocron_later ON autocron_tasks(level, run_at, queue) WHERE state = 0 AND ready = 0;
        CREATE INDEX autocron_blocked ON autocron_tasks(name, run_at, queue) WHERE state = 0 AND ready = 2;
        CREATE INDEX autocron_admitted ON autocron_tasks(name) WHERE concurrency IS NOT NULL AND state = 0 AND ready = 1;
        CREATE INDEX autocron_put_aside ON autocron_tasks(name, held, queue) WHERE state = 0 AND held IS NOT NULL;
        -- Tells whether a queue's name is still used; tasks of the default queue, whose name stays, pay nothing for it.
        CREATE INDEX autocron_queued ON autocron_tasks(queue) WHERE queue <> 1;
        CREATE INDEX autocron_keys_task ON autocron_keys(task);
        -- Which build has started last, as people are told of it.
        CREATE TABLE autocron_build(id INTEGER PRIMARY KEY CHECK (id = 1), description TEXT NOT NULL);
        -- From now on both go with the last of their tasks.
        DELETE FROM autocron_queues
            WHERE id <> 1 AND id NOT IN (SELECT queue FROM autocron_tasks WHERE queue <> 1);
        DELETE FROM autocron_keys WHERE key GLOB '=????????-????-????-????-????????????'
            AND NOT EXISTS (SELECT 1 FROM autocron_tasks WHERE uuid = autocron_keys.task);
        DELETE FROM autocron_schema;
        INSERT INTO autocron_schema(version) VALUES (3);
        """
