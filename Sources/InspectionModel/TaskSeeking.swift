package import TaskModel

/// The statements from which lists and walks are made; each is a short seek in one index.
///
/// A connection of each kind of store has them.
package protocol TaskSeeking {
    /// The number of a queue; nil if there is none of that name.
    func queue(named name: String) throws(StoreError) -> Int64?

    /// The first queues of a level, in order, that have tasks that could start now.
    ///
    /// - Parameters:
    ///   - level: The level.
    ///   - limit: The maximum number of queues.
    func readyQueues(level: Int64, limit: Int) throws(StoreError) -> [Int64]

    /// The tasks that follow a walk's position, matching or not.
    ///
    /// - Parameters:
    ///   - walk: The walk.
    ///   - limit: The number of tasks; fewer are the last ones. It is at most ``TaskWalk/longestStep``.
    func positions(along walk: TaskWalk, limit: Int) throws(StoreError) -> [TaskWalk.Position]

    /// The row of the newest task; 0 if there is none.
    func newestRow() throws(StoreError) -> Int64

    /// Reads tasks by their rows, in that order; deleted ones are left out.
    func summaries(_ rows: [Int64]) throws(StoreError) -> [TaskSummary]
}
