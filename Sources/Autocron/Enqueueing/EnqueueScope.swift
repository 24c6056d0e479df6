import Foundation
import Platform
import Synchronization
import TaskModel

/// Options for the calls inside one closure.
struct EnqueueOptions: Sendable {
    enum Time: Sendable {
        case after(Duration)
        case at(Date)
    }

    var time: Time?
    var priority: TaskPriority?
    var queue: String?
    var uniqueKey: String?

    /// When the task is due, if the scope sets that.
    func runAt(now: WallTime) -> WallTime? {
        switch time {
        case .after(let delay): now + max(.zero, delay)
        case .at(let date): max(WallTime(date), .epoch)
        case nil: nil
        }
    }

    /// These options, and those of a surrounding closure where these say nothing.
    func completed(by outer: EnqueueOptions?) -> EnqueueOptions {
        guard let outer else { return self }
        return EnqueueOptions(
            time: time ?? outer.time, priority: priority ?? outer.priority, queue: queue ?? outer.queue,
            uniqueKey: uniqueKey ?? outer.uniqueKey)
    }
}

/// The effect of the closure of `Autocron.enqueue` or `Autocron.transaction` on the calls inside it.
package final class EnqueueScope: Sendable {
    @TaskLocal package static var current: EnqueueScope?

    let options: EnqueueOptions
    /// The enclosing transaction's collection, if there is one.
    private let collection: Collection?

    private final class Collection: Sendable {
        /// nil once they are stored, or never will be.
        let tasks = Mutex<[NewTask]?>([])
    }

    private init(options: EnqueueOptions, collection: Collection?) {
        self.options = options
        self.collection = collection
    }

    /// A scope with options; those that it does not set are those of the enclosing scope.
    ///
    /// Inside a transaction, its tasks belong to the transaction.
    static func options(_ options: EnqueueOptions) -> EnqueueScope {
        EnqueueScope(options: options.completed(by: current?.options), collection: current?.collection)
    }

    /// A scope whose tasks are stored together at its end, with the options of the enclosing scope.
    static func transaction() -> EnqueueScope {
        EnqueueScope(options: current?.options ?? EnqueueOptions(), collection: Collection())
    }

    var isCollecting: Bool {
        collection?.tasks.withLock { $0 != nil } ?? false
    }

    /// Adds tasks to the transaction: that of a call, or those of a transaction inside this one.
    ///
    /// Whether a unique task is stored is decided at the end of the transaction, because an equal task that exists now
    /// may have started before that.
    ///
    /// - Returns: False if there is no transaction, or none any more; the caller then stores the tasks itself.
    func collect(_ more: [NewTask]) -> Bool {
        collection?.tasks.withLock { tasks in
            guard tasks != nil else { return false }
            tasks?.append(contentsOf: more)
            return true
        } ?? false
    }

    /// Ends the transaction.
    ///
    /// - Returns: Its tasks; none if it has ended already.
    func end() -> [NewTask] {
        collection?.tasks.withLock { tasks in
            defer { tasks = nil }
            return tasks ?? []
        } ?? []
    }
}

extension EnqueueScope {
    /// Runs a closure inside this scope, and rethrows its typed error, which `withValue` would erase.
    nonisolated(nonsending) func run<R, E: Error>(
        _ body: nonisolated(nonsending) () async throws(E) -> R
    ) async throws(E) -> R {
        let result: Result<R, E> = await Self.$current.withValue(self) {
            do throws(E) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Runs a closure inside this scope; see the asynchronous form.
    func run<R, E: Error>(_ body: () throws(E) -> R) throws(E) -> R {
        let result: Result<R, E> = Self.$current.withValue(self) {
            do throws(E) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
