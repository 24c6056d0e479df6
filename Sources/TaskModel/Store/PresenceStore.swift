package import Platform

/// The verbs by which hosts and workers know what the kernel of one machine cannot tell them: who is alive on others, and
/// what time it is for all of them.
package protocol PresenceStore {
    /// The present, by the clock that decides when tasks are due.
    func now() -> WallTime

    /// What this machine's clock shows at an instant of the clock that decides.
    func localTime(_ instant: WallTime) -> WallTime

    /// How long a host may wait before it looks for what no process has told it.
    var lookInterval: Duration { get }

    /// Connects the hosts of different machines; nil where all of a database's processes are on one.
    func makeHostChannel() -> (any HostChannel)?

    /// Makes the name of a slot that no worker has had.
    ///
    /// - Parameter patience: How long its worker goes on with an attempt while its database does not answer.
    /// - Throws: `StoreError`.
    func makeSlot(patience: Duration) throws(StoreError) -> String

    /// Occupies a slot for as long as this process lives; called before the worker's first claim.
    ///
    /// - Parameters:
    ///   - slot: The slot.
    ///   - worker: What the store ends once it cannot keep the slot, so that other workers may have its tasks.
    /// - Throws: `StoreError`.
    func occupy(slot: String, for worker: any SlotOccupant) throws(StoreError)

    /// Finds slots that run something according to the database, and whose workers are gone without a slot file that a
    /// host could read.
    ///
    /// - Parameter present: The slots whose files are in this machine's folder; the host recovers them by these.
    /// - Returns: The slots that have been without a worker for long enough, so not those just lost on another machine.
    /// - Throws: `StoreError`.
    func lostSlots(besides present: Set<String>) throws(StoreError) -> [String]
}

/// A worker as its store sees it.
package protocol SlotOccupant: AnyObject, Sendable {
    /// An attempt that the worker runs, or is about to run; nil if it has none.
    var heldAttempt: AttemptID? { get }

    /// Ends this process if it has an attempt, because other workers may run it from now on.
    func endHeldAttempts()
}
