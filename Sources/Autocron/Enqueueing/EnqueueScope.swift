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

    /// A scope whose tasks are stored together at its end.
    static func transaction() -> EnqueueScope {
        EnqueueScope(options: current?.options ?? EnqueueOptions(), collection: Collection())
    }

    var isCollecting: Bool {
        collection?.tasks.withLock { $0 != nil } ?? false
    }

    /// Adds a task to the transaction.
    ///
    /// - Returns: false if there is none, or none any more; the task is then stored for itself.
    func collect(_ task: NewTask) -> Bool {
        collection?.tasks.withLock { tasks in
            guard tasks != nil else { return false }
            tasks?.append(task)
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
