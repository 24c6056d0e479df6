import Foundation
package import Platform
import Synchronization
package import TaskModel

extension SQLiteStore {
    package func now() -> WallTime { .now() }

    package func localTime(_ instant: WallTime) -> WallTime { instant }

    /// Processes of this machine tell each other what they commit; this is for tools that do not, and for processes that
    /// died before they could.
    package var lookInterval: Duration { .seconds(60) }

    package func makeHostChannel() -> (any HostChannel)? { nil }

    /// The time keeps a process with a reused number from making an earlier one's name.
    package func makeSlot(patience: Duration) -> String {
        let number = Self.slotsMade.wrappingAdd(1, ordering: .relaxed).newValue
        return "worker-\(getpid())-\(MonotonicTime.now().nanoseconds)-\(number)"
    }

    private static let slotsMade = Atomic<Int>(0)

    /// The lock of the slot's file is all that a worker of one machine needs.
    package func occupy(slot: String, for worker: any SlotOccupant) {}

    package func lostSlots(besides present: Set<String>) throws(StoreError) -> [String] {
        try occupiedSlots().filter { !present.contains($0) }
    }
}
