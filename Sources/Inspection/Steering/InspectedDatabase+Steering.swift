package import InspectionModel
package import Platform
package import TaskModel

extension InspectedDatabase {
    /// Keeps tasks from being started until they are resumed.
    package func pause(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try change { store throws(StoreError) in try store.pause(subject, now: now) }
    }

    /// Ends a pause.
    package func resume(_ subject: PauseSubject, now: WallTime) throws(StoreError) -> PauseChange {
        try change { store throws(StoreError) in try store.resume(subject, now: now) }
    }

    /// Stores settings; nil means the default.
    package func set(_ values: [Setting: SettingValue?]) throws(StoreError) {
        try change { store throws(StoreError) in try store.set(values) }
    }

    /// Stores a run of a recurring function that belongs to no instant.
    package func runNow(_ name: String, now: WallTime) throws(StoreError) -> RunNowResult {
        try change { store throws(StoreError) in try store.runNow(schedule: name, now: now) }
    }

    /// The pause that keeps a task from being started; nil if none does.
    package func pause(holding id: TaskID) throws(StoreError) -> PauseSubject? {
        guard let task = try store.details(of: [id]).first?.summary else { return nil }
        return try PauseSnapshot(self).holding(
            queue: String(decoding: task.queue, as: UTF8.self), function: String(decoding: task.name, as: UTF8.self))
    }
}
