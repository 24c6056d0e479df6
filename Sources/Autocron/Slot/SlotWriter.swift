import Foundation
import TaskStore

/// A worker's own slot: it says what it executes, and notes outcomes until they are in the database.
///
/// Used under the lock of the worker's batch, so one thread at a time writes.
final class SlotWriter: Sendable {
    private let file: MappedFile
    /// Holds the lock, by being open.
    private let lock: FileLock

    /// Takes a slot's lock and prepares the file.
    ///
    /// - Parameter path: the file, whose name nobody has used before.
    /// - Throws: `SystemFailure`.
    init(path: String) throws(SystemFailure) {
        guard let lock = try FileLock.take(path, waiting: false) else {
            errno = EWOULDBLOCK
            throw SystemFailure("the slot '\(path)' belongs to another worker")
        }
        self.lock = lock
        file = try MappedFile(descriptor: lock.descriptor, size: SlotLayout.size)
        file.store(UInt64(getpid()), at: SlotLayout.processAt)
        file.store(BootIdentity.current, at: SlotLayout.bootAt)
        file.store(SlotLayout.mark, at: SlotLayout.markAt)
    }

    /// Says that an attempt starts now.
    func begin(_ record: SlotRecord) {
        let sequence = file.load(at: SlotLayout.sequenceAt) + 1
        let place = SlotLayout.recordsAt[Int(sequence % 2)]
        file.store(file.load(at: SlotLayout.errorCountAt), at: SlotLayout.errorStartAt)
        file.store(UInt64(bitPattern: record.row), at: place)
        file.store(UInt64(bitPattern: record.attempt), at: place + 8)
        file.store(UInt64(bitPattern: record.started), at: place + 16)
        file.store(record.check, at: place + 24)
        file.store(sequence, at: SlotLayout.sequenceAt)
    }

    /// Says why the process is about to be ended in the middle of the attempt that began last.
    func judge(_ verdict: SlotVerdict) {
        file.store(file.load(at: SlotLayout.sequenceAt), at: SlotLayout.verdictAt + 8)
        file.store(verdict.rawValue, at: SlotLayout.verdictAt)
    }

    /// Notes an outcome.
    ///
    /// - Parameters:
    ///   - outcome: how the attempt ended.
    ///   - area: 0 or 1.
    /// - Returns: false if the area has no room left; nothing is noted then.
    func note(_ outcome: Outcome, area: Int) -> Bool {
        let bytes = OutcomeCoding.encode(outcome)
        let used = Int(file.load(at: SlotLayout.usedAt[area]))
        guard used + bytes.count <= SlotLayout.areaSize else { return false }
        file.write(bytes, at: SlotLayout.areasAt[area] + used)
        file.store(UInt64(used + bytes.count), at: SlotLayout.usedAt[area])
        return true
    }

    /// Forgets an area's outcomes, once they are in the database.
    func clear(area: Int) {
        file.store(0, at: SlotLayout.usedAt[area])
    }

    /// Notes what was written to standard error, as far as there is room for it.
    ///
    /// One thread alone calls this, without the lock of the batch: nobody else writes these cells.
    func note(standardError bytes: [UInt8]) {
        let count = Int(file.load(at: SlotLayout.errorCountAt)) + bytes.count
        let kept = Array(bytes.suffix(SlotLayout.errorRingSize / 2))
        let position = (count - kept.count) % SlotLayout.errorRingSize
        let first = min(kept.count, SlotLayout.errorRingSize - position)
        file.write(Array(kept[..<first]), at: SlotLayout.errorRingAt + position)
        file.write(Array(kept[first...]), at: SlotLayout.errorRingAt)
        file.store(UInt64(count), at: SlotLayout.errorCountAt)
    }

    /// Removes the file, when nothing is left to tell.
    func remove() {
        lock.removeFile()
    }
}
