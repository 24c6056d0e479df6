/// Identifies one attempt of a task: the task's row, and the number of the claim that started the attempt.
///
/// The claim number fences the attempt. Each claim of a task raises it, so an outcome that comes from an earlier claim
/// matches no row. It counts claims and not attempts as users count them: a task that was claimed and requeued before it
/// began has another claim number, and the same attempts.
package struct AttemptID: Hashable, Sendable {
    package var row: Int64
    package var claimNumber: Int64

    package init(row: Int64, claimNumber: Int64) {
        self.row = row
        self.claimNumber = claimNumber
    }
}
