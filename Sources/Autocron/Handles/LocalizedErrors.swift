public import CronSchedule
public import Foundation

// The library's own errors keep their words where a program asks for `localizedDescription`, as Foundation's do.

extension TaskError: LocalizedError {
    /// What ``description`` says.
    public var errorDescription: String? { description }
}

extension AutocronError: LocalizedError {
    /// What ``description`` says.
    public var errorDescription: String? { description }
}

extension CronExpressionError: LocalizedError {
    /// What `description` says.
    public var errorDescription: String? { description }
}
