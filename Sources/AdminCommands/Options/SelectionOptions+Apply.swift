import Inspection
import TaskModel

extension SelectionOptions {
    /// Changes the selected tasks.
    ///
    /// - Returns: A sentence for standard output.
    /// - Throws: `StoreError`, or `AdminError` if a task was refused or none matched.
    func apply(_ action: BulkAction, in database: InspectedDatabase) throws -> String {
        all ? try applyToAll(action, in: database) : try applyToIDs(action, in: database)
    }

    private func applyToIDs(_ action: BulkAction, in database: InspectedDatabase) throws -> String {
        let outcome = try action.apply(to: ids.map(\.identifier), in: database)
        let count = outcome.changed + outcome.refused.count
        guard outcome.refused.isEmpty else {
            let done = count > 1 ? "\(action.pastTense) \(outcome.changed) of \(count) tasks: " : ""
            let refusals = outcome.refused.map { "task \($0.id) \($0.reason.words)\($0.reason.advice)" }
            throw AdminError(.refused, done + refusals.joined(separator: "; "))
        }
        return "\(action.pastTense) \(Self.tasks(count))"
    }

    private func applyToAll(_ action: BulkAction, in database: InspectedDatabase) throws -> String {
        let count = try action.applyToAll(matching: filter.filter, in: database)
        guard count > 0 else {
            let hint = try filter.filter.hint(in: database, otherwise: "'autocron tasks' lists them")
            throw AdminError(.refused, "no task matches; \(hint)")
        }
        return "\(action.pastTense) \(Self.tasks(count))"
    }

    /// `1 task`, `2 tasks`.
    static func tasks(_ number: Int) -> String {
        number == 1 ? "1 task" : "\(number) tasks"
    }
}

extension BulkRefusal {
    /// The command that helps, to end the sentence.
    fileprivate var advice: String {
        switch self {
        case .succeeded: "; 'autocron enqueue' stores another"
        case .running: "; 'autocron cancel' stops it"
        case .alreadyDue, .duplicate, .ended, .unknown: ""
        }
    }
}
