extension Schema {
    /// Version 3: claims that cost the same for any number of queues, and ends of everything that no task is charged for.
    ///
    /// An application of version 1 or 2 that runs meanwhile goes on: its tasks begin as those whose time has not come yet, and
    /// a claim of this build finds out which of them are due. Its own claims seek in `autocron_due`, which therefore stays
    /// until a process of this build hosts the workers; see ``Connection/dropEarlierIndexes()``.
    static let third = """
        -- How often in a row the task's worker ended together with the application, without evidence against the task.
        ALTER TABLE autocron_tasks ADD COLUMN unattributed INTEGER NOT NULL DEFAULT 0;
        -- Of a waiting task. 0: it is due at run_at. 1: it is due, whatever the clock says by now. 2: it is due, and other
        -- runs of its recurring function go first. Of other tasks it says nothing.
        ALTER TABLE autocron_tasks ADD COLUMN ready INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX autocron_ready ON autocron_tasks(level, queue, run_at) WHERE state = 0 AND ready = 1;
        CREATE INDEX autocron_later ON autocron_tasks(run_at) WHERE state = 0 AND ready = 0;
        CREATE INDEX autocron_blocked ON autocron_tasks(name, run_at) WHERE state = 0 AND ready = 2;
        -- Says whether a queue's name is still used; tasks of the default queue, whose name stays, pay nothing for it.
        CREATE INDEX autocron_queued ON autocron_tasks(queue) WHERE queue <> 1;
        CREATE INDEX autocron_keys_task ON autocron_keys(task);
        """
}
