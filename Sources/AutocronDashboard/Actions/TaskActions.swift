import Inspection
import InspectionModel
import Platform
import TaskModel

/// Changes of tasks: some, many, or new ones.
enum TaskActions {
    /// Changes the tasks that the form names.
    static func apply(_ action: BulkAction, _ visit: Visit, _ steering: Steering) throws -> Address {
        let texts = visit.fields.texts("id")
        guard !texts.isEmpty else { throw Refusal(400, "No task was marked; mark some, and press the button again.") }
        let ids = texts.compactMap(TaskID.init)
        guard ids.count == texts.count else { throw Refusal.badForm }
        let result = try action.apply(to: ids, in: steering.database)
        let reasons = Set(result.refused.map { ActionOutcome.Reason($0.reason) })
        let outcome = ActionOutcome(
            action.deed, count: result.changed, left: result.refused.count,
            reason: reasons.count == 1 ? reasons.first : nil)
        let staysThere = ids.count == 1 && !reasons.contains(.unknown) && (action != .delete || result.changed == 0)
        return outcome.on(staysThere ? .task(ids[0]) : Address("/tasks"))
    }

    /// Begins to change all tasks that match a filter and were there when the form was made.
    static func order(_ action: BulkAction, _ visit: Visit, _ steering: Steering) throws -> Address {
        guard let until = try visit.fields.value("until", { Int64($0) }) else { throw Refusal.badForm }
        let selection = Order.Selection(
            action: action, filter: try visit.filter(), until: min(WallTime(microseconds: until), visit.now))
        steering.orders.give(selection, by: visit.access.name, in: steering.database)
        return Address("/orders")
    }

    @Sendable static func stopOrder(_ visit: Visit, _ steering: Steering) throws -> Address {
        guard let number = try visit.fields.value("order", { Int($0) }) else { throw Refusal.badForm }
        guard steering.orders.stop(number) else { throw Refusal(409, "No such order is running; it may be done.") }
        return ActionOutcome(.stopped).on(Address("/orders"))
    }

    /// Stores a task of a function that the program has.
    @Sendable static func store(_ visit: Visit, _ steering: Steering) throws -> Address {
        guard let name = try visit.functionName() else { throw Refusal.badForm }
        guard try visit.reading.names().functions.contains(name) else {
            throw Refusal(404, "The program that started last has no such function.")
        }
        let fields = visit.fields
        let request = EnqueueRequest(
            name: name, arguments: try fields.text("arguments") ?? "{}", queue: try visit.queue() ?? "default",
            priority: try fields.value("priority", Priority.init(name:)) ?? .medium,
            retries: try fields.value("retries") { Int($0).flatMap { (0...1_000).contains($0) ? $0 : nil } } ?? 0)
        return ActionOutcome(.stored).on(.task(try request.store(in: steering.database, now: steering.now)))
    }

    /// Stores a run of a recurring function.
    @Sendable static func runNow(_ visit: Visit, _ steering: Steering) throws -> Address {
        guard let name = try visit.functionName() else { throw Refusal.badForm }
        switch try steering.database.runNow(name, now: steering.now) {
        case .stored(let id): return ActionOutcome(.stored).on(.task(id))
        case .removed:
            throw Refusal(
                409, "The program that started last does not have this function any more; start one that has.")
        case .unknown: throw Refusal(404, "There is no recurring function of this name.")
        }
    }
}

extension BulkAction {
    fileprivate var deed: ActionOutcome.Deed {
        switch self {
        case .retry: .retried
        case .cancel: .cancelled
        case .delete: .deleted
        }
    }
}
