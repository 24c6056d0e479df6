import SQLiteStore
import StoreAdministration
import TaskModel

/// Finds the first tasks that match a filter, and examines no more tasks than a short read allows.
struct TaskSearch {
    private let filter: TaskFilter

    /// The maximum number of tasks that one search examines, which takes some ten milliseconds; names have no index.
    static let timeout = 20_000

    struct Result {
        var summaries: [TaskSummary]
        /// Whether there may be more tasks that were not examined.
        var isCut: Bool
    }

    init(_ filter: TaskFilter) {
        self.filter = filter
    }

    /// Reads the first tasks: waiting ones by due time, others newest first.
    func first(_ count: Int, on connection: Connection) throws(StoreError) -> Result {
        var patience = Self.timeout
        var isCut = false
        var lines: [TaskSummary] = []
        for var walk in try TaskWalk.all(filter, on: connection) {
            var rows: [Int64] = []
            while !walk.isOver, rows.count < count, patience > 0 {
                let step = min(patience, max(count, filter.name == nil && filter.queue == nil ? 1 : 1_000))
                rows += try walk.step(on: connection, examining: step)
                patience -= step
            }
            isCut = isCut || rows.count < count && !walk.isOver
            lines += try connection.summaries(Array(rows.prefix(count)))
        }
        if filter.state == .waiting { lines.sort { ($0.runAt, $0.row) < ($1.runAt, $1.row) } }
        return Result(summaries: Array(lines.prefix(count)), isCut: isCut)
    }
}
