import Foundation
import Synchronization
import TaskStore

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

    /// When the task is due, where the scope says so; µs since 1970.
    func runAt(now: Int64) -> Int64? {
        switch time {
        case .after(let delay): now.addingSaturated(max(0, delay.microseconds))
        case .at(let date): max(Timestamp.of(date), 0)
        case nil: nil
        }
    }
}

/// What the closure of `Autocron.enqueue` means for the calls inside it.
package final class EnqueueScope: Sendable {
    @TaskLocal package static var current: EnqueueScope?

    let options: EnqueueOptions
    /// The surrounding transaction's collection, where there is one.
    private let collection: Collection?

    private final class Collection: Sendable {
        /// Nil once it is stored, or will never be.
        let tasks = Mutex<[NewTask]?>([])
    }

    private init(options: EnqueueOptions, collection: Collection?) {
        self.options = options
        self.collection = collection
    }

    /// A scope with options; inside a transaction, its tasks belong to that.
    static func options(_ options: EnqueueOptions) -> EnqueueScope {
        EnqueueScope(options: options, collection: current?.collection)
    }

    /// A scope whose tasks are stored together at its end, with the options of the surrounding one where it has none.
    static func transaction(
        priority: TaskPriority? = nil, queue: String? = nil, uniqueKey: String? = nil
    ) -> EnqueueScope {
        var options = current?.options ?? EnqueueOptions()
        options.priority = priority ?? options.priority
        options.queue = queue ?? options.queue
        options.uniqueKey = uniqueKey ?? options.uniqueKey
        return EnqueueScope(options: options, collection: Collection())
    }

    var isCollecting: Bool {
        collection?.tasks.withLock { $0 != nil } ?? false
    }

    /// Adds tasks to the transaction: that of a call, or those of a transaction inside this one.
    ///
    /// What becomes of a unique one is settled when the transaction is stored: an equal task that stands now may have
    /// started by then.
    ///
    /// - Returns: false if there is no transaction, or none any more, and the tasks are to be stored for themselves.
    func collect(_ more: [NewTask]) -> Bool {
        collection?.tasks.withLock { tasks in
            guard tasks != nil else { return false }
            tasks?.append(contentsOf: more)
            return true
        } ?? false
    }

    /// Ends the transaction.
    ///
    /// - Returns: its tasks, the first time.
    func end() -> [NewTask] {
        collection?.tasks.withLock { tasks in
            defer { tasks = nil }
            return tasks ?? []
        } ?? []
    }
}

extension EnqueueScope {
    /// Runs a closure inside this scope, and passes its typed error on, which `withValue` would erase.
    nonisolated(nonsending)
        func run<R, E: Error>(_ body: nonisolated(nonsending) () async throws(E) -> R) async throws(E) -> R
    {
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
