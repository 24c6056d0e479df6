/// The result of deleting some of the tasks that ended long ago.
package struct PruneResult: Hashable, Sendable {
    package var tasks: Int
    /// Whether more may be left to delete.
    package var mayHaveMore: Bool

    package init(tasks: Int, mayHaveMore: Bool) {
        self.tasks = tasks
        self.mayHaveMore = mayHaveMore
    }
}
