import Foundation
import Inspection
import InspectionModel
import Platform
import TaskModel

/// An order for many tasks: what it means, and how far it is.
struct Order: Hashable, Sendable {
    /// What an order means.
    struct Selection: Hashable, Sendable {
        var action: BulkAction
        var filter: TaskFilter
        /// Tasks that were stored later are not meant.
        var until: WallTime
    }

    enum State: Hashable, Sendable {
        case running, stopping, done, stopped
        case failed(String)
    }

    var number: Int
    var selection: Selection
    /// Who gave it.
    var name: String?
    var given: WallTime
    /// How many tasks it has changed.
    var changed = 0
    var ended: WallTime?
    var state = State.running

    var action: BulkAction { selection.action }
    var filter: TaskFilter { selection.filter }
}

/// The orders of one process; each runs in short transactions, one order after the other.
final class OrderBook: Sendable {
    private struct Book {
        var orders: [Order] = []
        var revision = 0
    }

    /// The number of orders that are remembered.
    private static let most = 100

    private let book = Monitor(Book())
    private let queue = DispatchQueue(label: "autocron.dashboard.orders", qos: .utility)

    /// The orders, oldest first.
    var orders: [Order] { book.withLock { $0.orders } }

    /// A number that changes with any order.
    var revision: Int { book.withLock { $0.revision } }

    /// Begins to carry out an order.
    func give(_ selection: Order.Selection, by name: String?, in database: InspectedDatabase) {
        let number = book.change { book in
            book.revision += 1
            let number = (book.orders.last?.number ?? 0) + 1
            book.orders.append(Order(number: number, selection: selection, name: name, given: .now()))
            book.orders = book.orders.suffix(Self.most)
            return number
        }
        queue.async { self.carryOut(number, selection, in: database) }
    }

    /// Stops an order after its present batch.
    ///
    /// - Returns: False if it does not run.
    func stop(_ number: Int) -> Bool {
        book.change { book in
            guard let index = book.orders.firstIndex(where: { $0.number == number && $0.state == .running }) else {
                return false
            }
            book.orders[index].state = .stopping
            book.revision += 1
            return true
        }
    }

    /// Waits until all orders have ended.
    func waitUntilIdle() {
        book.wait { $0.orders.allSatisfy { $0.ended != nil } ? .proceed(()) : .sleep() }
    }

    private func carryOut(_ number: Int, _ selection: Order.Selection, in database: InspectedDatabase) {
        guard update(number, { _ in }) else { return end(number, .stopped) }
        do throws(StoreError) {
            let count = try selection.action.applyToAll(
                matching: selection.filter, storedUntil: selection.until, in: database
            ) { count in update(number) { $0.changed = count } }
            let isStopped = !update(number) { $0.changed = count }
            end(number, isStopped ? .stopped : .done)
        } catch {
            end(number, .failed(error.description))
        }
    }

    /// - Returns: Whether the order is to go on.
    private func update(_ number: Int, _ body: (inout Order) -> Void) -> Bool {
        book.change { book in
            guard let index = book.orders.firstIndex(where: { $0.number == number }) else { return false }
            body(&book.orders[index])
            book.revision += 1
            return book.orders[index].state == .running
        }
    }

    private func end(_ number: Int, _ state: Order.State) {
        _ = update(number) { order in
            order.state = state
            order.ended = .now()
        }
    }
}
