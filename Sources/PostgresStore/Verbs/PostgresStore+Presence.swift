#if PostgreSQL
package import Platform
import Synchronization
package import TaskModel

extension PostgresStore {
    package func now() -> WallTime { serverClock.now() }

    package func localTime(_ instant: WallTime) -> WallTime { instant + (WallTime.now() - now()) }

    /// It finds what a lost notification would have told, with a statement of a quarter of a millisecond.
    package var lookInterval: Duration { .seconds(1) }

    package func makeHostChannel() -> (any HostChannel)? { NotificationChannel(string) }

    package func makeSlot(patience: Duration) throws(StoreError) -> String {
        try writeAlone { connection throws(StoreError) in try connection.makeSlot(patience: patience).name }
    }

    package func occupy(slot name: String, for worker: any SlotOccupant) throws(StoreError) {
        guard let slot = WorkerSlot(name: name) else {
            throw StoreError(
                .unexpected, "'\(name)' is no slot of a server's worker: report this as a fault of autocron")
        }
        try writer.occupy(slot)
        SlotKeeper(slot: slot, session: writer, worker: worker).start()
    }

    package func lostSlots(besides present: Set<String>) throws(StoreError) -> [String] {
        let (unlocked, session) = try read { connection throws(StoreError) in
            (try connection.unlockedSlots(), connection.number)
        }
        // A worker of this machine whose file is gone is not waited for any longer than one of another machine.
        let missing = unlocked.filter { !present.contains($0.name) }
        return slotsLost.withLock { $0.look(missing, session: session, now: .now()) }.map(\.name)
    }
}
#endif
