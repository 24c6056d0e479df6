import Foundation
import Platform
package import TaskModel

/// The main content of a live worker's slot, read without touching its lock or its memory.
package struct LiveSlot: Equatable, Sendable {
    package var name: String
    /// The worker's PID.
    package var process: Int32
    /// The attempt that began last, which may have ended since.
    package var record: SlotRecord?
    /// What that attempt waits for, if it waits.
    package var wait: SlotWait?

    package init(name: String, process: Int32, record: SlotRecord?, wait: SlotWait? = nil) {
        self.name = name
        self.process = process
        self.record = record
        self.wait = wait
    }

    /// Reads the slots of all live workers.
    ///
    /// - Parameter directory: The pool's.
    /// - Returns: The workers, by name.
    package static func living(in directory: PoolDirectory) -> [LiveSlot] {
        directory.slotNames().compactMap { name in
            let path = directory.slot(named: name)
            return FileLock.isHeld(path) ? LiveSlot(name, path: path) : nil
        }
    }

    /// Reads one slot.
    ///
    /// - Returns: nil if it does not exist, or is not prepared yet.
    package static func named(_ name: String, in directory: PoolDirectory) -> LiveSlot? {
        LiveSlot(name, path: directory.slot(named: name))
    }

    private init?(_ name: String, path: String) {
        guard let descriptor = try? OrdinaryFile.open(path, O_RDONLY) else { return nil }
        var words = [UInt64](repeating: 0, count: SlotLayout.areasAt[0] / 8)
        let count = words.count * 8
        guard unsafe pread(descriptor.number, &words, count, 0) == count,
            SlotLayout.size(withMark: words[SlotLayout.markAt / 8]) != nil,
            words[SlotLayout.bootAt / 8] == BootIdentity.current
        else { return nil }
        self.name = name
        process = Int32(truncatingIfNeeded: words[SlotLayout.processAt / 8])
        // The worker may write while this reads; the check detects a record that is half of one and half of another.
        record = SlotRecord(withMark: words[SlotLayout.markAt / 8]) { words[$0 / 8] }
        let cells = SlotLayout.waitAt / 8..<SlotLayout.waitAt / 8 + 5
        // What an earlier attempt waited for does not matter.
        wait = SlotWait(words[cells]).flatMap { $0.sequence == words[SlotLayout.sequenceAt / 8] ? $0 : nil }
    }
}

extension LiveSlot {
    /// The attempt that began last, if it waits for another task.
    package var awaitingAttempt: AwaitingAttempt? {
        guard let record, let wait else { return nil }
        return AwaitingAttempt(slot: name, attempt: record.attempt, awaited: wait.awaited)
    }
}
