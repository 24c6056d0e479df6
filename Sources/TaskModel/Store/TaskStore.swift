/// A database of tasks: all that applications and workers ask of it.
///
/// Each verb that reads or writes is one transaction, takes and returns values, and may be called from any thread. What
/// it returns is committed. What differs in kind between databases does not appear here: a store knows by itself how it
/// keeps its files short, and how its processes find each other.
///
/// One store is opened at the start of a process, by `StoreOpening`, and nothing else knows which one it is.
package protocol TaskStore: InsertingStore, ReadingStore, ClaimingStore, RecoveringStore, SchedulingStore,
    PresenceStore,
    AnyObject, Sendable
{
    /// What messages call the database: a path, or a connection string without its password.
    var location: String { get }

    /// What another process of this program opens the same database with; it may contain a password.
    var address: String { get }

    /// The folder in which this machine's processes that use the database meet; it need not exist.
    var poolFolder: String { get }

    /// Whether a read takes microseconds, so that it may run on a thread that Swift's tasks share.
    var answersAtOnce: Bool { get }

    /// A number that changes with each commit of another connection; costs less than a read.
    ///
    /// - Throws: `StoreError`.
    func changeCounter() throws(StoreError) -> Int64

    /// The settings that are stored in the database, independent of the code's.
    ///
    /// - Throws: `StoreError`.
    func storedSettings() throws(StoreError) -> [Setting: SettingValue]

    /// Stores what the code of the hosting program decides, for tools.
    ///
    /// - Parameters:
    ///   - values: The settings in its code; the others are cleared.
    ///   - servedQueues: The queues whose tasks its workers take; nil for all.
    /// - Throws: `StoreError`.
    func pin(_ values: [Setting: SettingValue], servedQueues: Set<String>?) throws(StoreError)

    /// Sets whether commits survive a power cut, from the next one on.
    ///
    /// - Throws: `StoreError`.
    func setSyncsOnCommit(_ syncs: Bool) throws(StoreError)

    /// A sentence about a danger to this database that its users should know of; nil if there is none.
    ///
    /// - Throws: `StoreError`.
    func hazard() throws(StoreError) -> String?

    /// Whether enough has piled up for maintenance to be requested.
    ///
    /// - Parameter occasion: Who asks, and when.
    func isMaintenanceDue(_ occasion: MaintenanceOccasion) -> Bool

    /// Makes what keeps the database small and fast; it does nothing until it is started.
    ///
    /// - Parameter report: Called with what an operator should know.
    func makeMaintenance(report: @escaping @Sendable (StoreNotice) -> Void) -> any StoreMaintenance

    /// Joins an open transaction of the application's own connection.
    ///
    /// - Parameter connection: The connection's pointer, as the database's C library gave it.
    /// - Returns: The transaction, to store tasks in.
    /// - Throws: `StoreError` if no task could be stored so.
    func borrow(_ connection: OpaquePointer) throws(StoreError) -> any BorrowedTransaction

    /// Makes the statement with which the application's own driver stores tasks in its open transaction.
    ///
    /// - Parameter notifies: Whether the transaction itself notifies all hosts, at its COMMIT.
    /// - Throws: `StoreError` with code `otherDatabase` if the database has no such statement.
    func enqueueStatement(notifies: Bool) throws(StoreError) -> any EnqueueStatement

    /// Makes what waits for the end of other connections' transactions; nil if it cannot be made now.
    func makeCommitProbe() -> (any CommitProbe)?

    /// Whether a new connection can write, so that only this process's own connections are broken.
    func canWriteThroughNewConnection() -> Bool

    /// Limits every wait for other connections from now on.
    ///
    /// - Parameter timeout: The time after which all waits end.
    func endWaiting(after timeout: Duration)

    /// Closes all connections; later calls throw `StoreError` with code `closed`.
    func close()
}
