/// How urgent the work is that a store's host does for all who write, such as the checkpoints of an SQLite file.
package enum MaintenanceNeed: Hashable, Sendable {
    case notNeeded
    /// The host does it; without a host, the process that writes.
    case due
    /// More is written than the host keeps up with: writers should pause.
    case overdue
}
