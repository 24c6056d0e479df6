public import CronSchedule
public import Foundation

// `localizedDescription` returns the library's own texts, because Foundation otherwise substitutes a generic one.

extension TaskError: LocalizedError {
    /// The text of ``description``.
    public var errorDescription: String? { description }
}

extension AutocronError: LocalizedError {
    /// The text of ``description``.
    public var errorDescription: String? { description }
}

extension CronExpressionError: LocalizedError {
    /// The text of `description`.
    public var errorDescription: String? { description }
}
