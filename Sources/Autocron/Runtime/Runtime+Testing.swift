package import TaskModel

// The testing kit's operations on a runtime that is not the process's.

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

    /// Stores the tasks on their way to the disk, and closes the database; calls throw `TaskError.notStarted` from now
    /// on.
    package func close() {
        _ = writer.close(within: .seconds(10))
        commits.close()
        store.close()
    }
}

/// Runs tasks in a process that has no workers: the pool of a test, driven by the code that waits for a task.
package protocol QueueDriver: Sendable {
    /// Runs tasks until one has ended or is parked.
    ///
    /// - Parameters:
    ///   - id: The awaited task.
    ///   - timeout: How long the wait may last; nil for no limit.
    ///   - runtime: The runtime that the tasks belong to.
    /// - Throws: `TaskError` if the task cannot end, or not in that time.
    func drive(to id: TaskID, within timeout: Duration?, in runtime: Runtime) async throws(TaskError)
}
