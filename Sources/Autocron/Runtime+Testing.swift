import TaskStore

// What the testing kit does to a runtime that is not the process's.

extension Runtime {
    /// Lets calls be stored from now on.
    package func open() {
        writer.start()
    }

    /// Waits, on this thread, until the calls made so far are on disk.
    ///
    /// - Throws: `TaskError.notStored` if they are not after a while.
    package func flushNow() throws(TaskError) {
        guard writer.flush(within: .seconds(10)) else {
            throw .notStored("the database could not be written within 10 s")
        }
    }

    /// Stores what is on its way, and closes the database; calls throw `TaskError.notStarted` from now on.
    package func close() {
        _ = writer.close(within: .seconds(10))
        commits.close()
        store.close()
    }
}

/// Who gets tasks done in a process that has no workers: the pool of a test, which is driven by whoever waits.
package protocol QueueDriver: Sendable {
    /// Runs tasks until one has ended or is parked.
    ///
    /// - Parameters:
    ///   - id: the task that somebody waits for.
    ///   - limit: how long the wait may last; nil for as long as it takes.
    ///   - runtime: what the tasks belong to.
    /// - Throws: `TaskError` if the task cannot end, or not in that time.
    func drive(to id: TaskID, within limit: Duration?, in runtime: Runtime) async throws(TaskError)
}
