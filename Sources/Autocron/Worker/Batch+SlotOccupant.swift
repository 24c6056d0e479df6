import TaskModel

/// A store that cannot keep the worker's slot ends what the worker has reserved.
extension Batch: SlotOccupant {
    var heldAttempt: AttemptID? {
        held.map(\.attempt)
    }

    func endHeldAttempts() {
        end(for: .interrupted) { WorkerExit.killProcessGroup() }
    }
}
