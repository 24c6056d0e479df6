import Autocron
public import Foundation
import InspectionModel
import Platform
import TaskModel

/// A task that was stored in a test, as it was when it was read.
public struct StoredTask: Sendable, Hashable, Identifiable {
    /// The task's identifier, the same as that of the call's handle.
    public let id: TaskID
    /// The function's stored name, such as `App.sendWelcome(to:name:)`.
    public let name: String
    /// The task's state.
    public let status: TaskStatus
    /// Why it failed or was parked; nil for all other tasks.
    public let error: TaskError?
    /// The queue's name.
    public let queue: String
    /// When the next attempt is due, or was due.
    public let dueAt: Date
    /// The number of attempts that have ended and count.
    public let attempts: Int
    /// For a run of a recurring function: the instant that it was scheduled for.
    public let scheduledAt: Date?
    /// The progress that the task last reported, from 0 to 1; nil if it has reported none.
    public let progress: Double?
    /// The arguments as they are stored: a JSON object with the parameters' names as keys.
    public let arguments: String
    private let result: [UInt8]?

    /// Decodes one argument.
    ///
    /// - Parameters:
    ///   - name: The parameter's name; its label may be a different one.
    ///   - type: The parameter's type.
    /// - Returns: The argument of the call.
    /// - Throws: An error that describes the argument, if there is none of that name or it has another type.
    public func argument<T: Decodable>(_ name: String, as type: T.Type = T.self) throws -> T {
        try _decode(_Arguments(json: Array(arguments.utf8)), name)
    }

    /// Decodes the function's result.
    ///
    /// - Parameter type: The function's result type.
    /// - Returns: The result; nil if the task has not succeeded, or its function returns nothing.
    /// - Throws: `TaskError.undecodableResult`.
    public func result<T: Decodable>(as type: T.Type = T.self) throws(TaskError) -> T? {
        guard let result else { return nil }
        return try decodeResult(result)
    }
}

extension StoredTask {
    init(_ details: TaskDetails) {
        let line = details.summary
        self.id = line.id
        name = String(decoding: line.name, as: UTF8.self)
        status = TaskStatus(line.state)
        error = line.failure.map { TaskError($0) }
        queue = String(decoding: line.queue, as: UTF8.self)
        dueAt = line.runAt.date
        attempts = Int(line.attemptsUsed)
        scheduledAt = line.scheduledAt?.date
        progress = line.progress
        arguments = String(decoding: details.arguments, as: UTF8.self)
        result = details.result
    }
}

extension StoredTask: CustomStringConvertible {
    /// The task on one line, for a test's report.
    public var description: String {
        "'\(name)' (task \(id)) \(status)" + (error.map { ": \($0)" } ?? "")
    }
}
