import Inspection
import InspectionModel
import TaskModel

/// The orders for many tasks that this process was given: their progress, and a way to stop them.
enum OrdersPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let table = DataTable(
            caption: "Orders since this dashboard was started, the newest first",
            columns: [
                .init("Order"), .init("What"), .init("By"), .init("Given"), .init("Tasks", isNumber: true),
                .init("State"), .init("Actions"),
            ],
            rows: visit.orders.reversed().map { row($0, visit) }, empty: "No order for many tasks was given.")
        return .page(Page(title: "Orders", section: .orders, content: .part("list", "List", table.html)))
    }

    private static func row(_ order: Order, _ visit: Visit) -> [HTML] {
        let filter = order.filter
        let parts: [HTML?] = [
            filter.state.map { "state \($0.name)" }, filter.queue.map { "queue \(stored: $0)" },
            filter.name.map { "function \(stored: $0)" },
        ]
        let selection = parts.compactMap(\.self)
        return [
            "\(order.number)", "\(order.action.verb) \(selection.isEmpty ? "all" : selection.joined(separator: ", "))",
            order.name.map { "\(stored: $0)" } ?? "unnamed", .ago(order.given, visit), "\(order.changed)",
            state(order, visit),
            order.state == .running
                ? visit.button("Stop", .steerTasks, Address("/orders/stop"), [("order", String(order.number))])
                    ?? .empty
                : .empty,
        ]
    }

    private static func state(_ order: Order, _ visit: Visit) -> HTML {
        let end: HTML? = order.ended.map { " \(HTML.ago($0, visit))" }
        switch order.state {
        case .running: return "running"
        case .stopping: return "stopping"
        case .done: return "done\(end)"
        case .stopped: return "stopped\(end)"
        case .failed(let error): return "failed\(end): \(error)"
        }
    }
}
