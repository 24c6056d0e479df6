import CronSchedule
import Foundation
import Platform

extension TaskFunction {
    /// The rule that decides a recurring function's runs.
    ///
    /// - Returns: nil for a function that does not recur.
    /// - Throws: `AutocronError` if the attribute is invalid on this machine.
    func recurrencePolicy() throws(AutocronError) -> RecurrencePolicy? {
        guard let request = recurrence else { return nil }
        if let problem = request.missed.problem ?? request.overlap.problem { throw refusal(problem) }
        guard request.jitter >= .zero else { throw refusal("'jitter' is \(request.jitter); it cannot be negative") }
        return RecurrencePolicy(
            try recurrence(request), missed: request.missed, overlap: request.overlap,
            jitter: request.jitter.microseconds
        )
    }

    private func recurrence(_ request: RecurrenceRequest) throws(AutocronError) -> Recurrence {
        do {
            switch request.schedule {
            case .expression(let text):
                return .expression(try CronExpression(text), zone: try zone(request))
            case .keywords(let minutes, let hours, let days, let months, let weekdays):
                let expression = try CronExpression(
                    minutes: minutes, hours: hours, days: days, months: months, weekdays: weekdays
                )
                return .expression(expression, zone: try zone(request))
            case .every(let distance):
                guard let recurrence = Recurrence(every: distance) else {
                    throw refusal("'every:' is \(distance); it must be at least a second, in whole microseconds")
                }
                return recurrence
            }
        } catch let error as AutocronError {
            throw error
        } catch {
            throw refusal("\(error)")
        }
    }

    private func zone(_ request: RecurrenceRequest) throws(AutocronError) -> TimeZone {
        guard let name = request.timeZone else { return .current }
        if let zone = ZoneName.zone(named: name) { return zone }
        let near = ZoneName.suggestions(for: name)
        let hint = near.isEmpty ? "" : "; did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        throw refusal("this machine knows no time zone '\(name)'\(hint)")
    }

    /// The error of `start` for a function with an invalid attribute.
    func refusal(_ reason: String) -> AutocronError {
        AutocronError(.invalidFunction, "'\(name)' (\(location)) cannot be run as its attribute says: \(reason)")
    }
}
