import Foundation
import InspectionModel
package import Platform
package import TaskModel

/// A task to be stored by its function's name.
package struct EnqueueRequest: Hashable, Sendable {
    package var name: String
    /// A JSON object with the parameters' names.
    package var arguments: String
    package var queue: String
    package var priority: Priority
    package var retries: Int
    /// When it is due; nil for at once.
    package var due: WallTime?

    package init(
        name: String, arguments: String = "{}", queue: String = "default", priority: Priority = .medium,
        retries: Int = 0,
        due: WallTime? = nil
    ) {
        self.name = name
        self.arguments = arguments
        self.queue = queue
        self.priority = priority
        self.retries = retries
        self.due = due
    }

    /// Why a task cannot be stored, in a sentence.
    package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
        package var description: String
    }

    /// What is wrong with the names and the number of retries; nil if nothing is.
    package var objection: String? {
        if name.isEmpty { return "the name is empty" }
        if queue.isEmpty { return "the queue's name is empty" }
        for (what, text, most) in [("the name", name, TaskLimits.name), ("the queue's name", queue, TaskLimits.queue)] {
            let count = text.utf8.count
            if count > most { return "\(what) takes \(count) bytes, and \(most) are allowed" }
        }
        return nil
    }

    /// Refuses arguments that no function could decode.
    ///
    /// - Throws: ``Refusal``.
    package func checkArguments() throws(Refusal) {
        guard JSONDepth.isAtMost(TaskLimits.depth, Array(arguments.utf8)) else {
            throw Refusal(
                description: "the arguments hold more than \(TaskLimits.depth) arrays and objects inside each other")
        }
        guard (try? JSONSerialization.jsonObject(with: Data(arguments.utf8))) is [String: Any] else {
            throw Refusal(
                description: "the arguments '\(arguments)' are no JSON object; write the parameters' names as keys, "
                    + "such as {\"to\": 1}")
        }
    }

    /// Refuses arguments that an application could not have stored: they may be too large for a worker.
    private func checkSize(in database: InspectedDatabase) throws {
        let setting = try database.store.settings().first { $0.setting == .argumentLimit }
        guard case .number(let limit)? = setting?.value else { return }
        guard arguments.utf8.count <= limit else {
            throw Refusal(
                description: "the arguments take \(arguments.utf8.count) bytes, and \(limit) are allowed; store the "
                    + "data elsewhere and pass its name, or raise the setting 'argumentLimit'")
        }
    }

    /// Stores the task.
    ///
    /// - Returns: Its identifier.
    /// - Throws: ``Refusal`` or `StoreError`.
    package func store(in database: InspectedDatabase, now: WallTime) throws -> TaskID {
        if let objection { throw Refusal(description: objection) }
        try checkArguments()
        try checkSize(in: database)
        let task = NewTask(
            id: TaskID.make(at: now), name: name, arguments: Array(arguments.utf8), created: now,
            runAt: due ?? now, queue: queue, priority: priority,
            maxAttempts: Int64(retries) == .max ? .max : Int64(max(0, retries)) + 1
        )
        _ = try database.change { store throws(StoreError) in try store.insert(task) }
        return task.id
    }
}
