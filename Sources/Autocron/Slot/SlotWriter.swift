import CPlatform
import Foundation
import Synchronization
import TaskStore

/// A worker's own slot: it says what it executes, and notes outcomes until they are in the database.
///
/// Used under the lock of the worker's batch, so one thread at a time writes.
final class SlotWriter: Sendable {
    private let file: MappedFile
    /// Holds the lock, by being open.
    private let lock: FileLock
    private let errorPipe = Atomic<Int32>(-1)
    private let endOfWords = Atomic<UInt64>(0)

    /// Takes a slot's lock and prepares the file.
    ///
    /// - Parameter path: the file, whose name nobody has used before.
    /// - Throws: `SystemFailure`.
    init(path: String) throws(SystemFailure) {
        guard let lock = try FileLock.take(path, waiting: false) else {
            throw SystemFailure(refusing: "the slot '\(path)' belongs to another worker; leave its folder alone")
        }
        self.lock = lock
        file = try MappedFile(descriptor: lock.descriptor, size: SlotLayout.size)
        file.store(UInt64(getpid()), at: SlotLayout.processAt)
        file.store(BootIdentity.current, at: SlotLayout.bootAt)
        file.store(BootIdentity.numbering, at: SlotLayout.numberingAt)
        file.store(SlotLayout.mark, at: SlotLayout.markAt)
    }

    /// The descriptor that holds the lock.
    var descriptor: Int32 { lock.descriptor.number }

    /// Names the pipe from which ``receiveStandardError(from:)`` is going to receive.
    func expectStandardError(from number: Int32) {
        errorPipe.store(number, ordering: .relaxed)
    }

    /// Notes how much was written to standard error by now, that included which waits in the pipe: so much is not the next
    /// attempt's.
    ///
    /// - Returns: false if the pipe is gone, as all descriptors are that a task may have closed.
    func markEndOfWords() -> Bool {
        let pipe = errorPipe.load(ordering: .relaxed)
        guard pipe >= 0 else { return true }
        // Another thread moves bytes from the pipe to the file; it is asked again if it did meanwhile.
        for _ in 0..<100 {
            let count = file.load(at: SlotLayout.errorCountAt)
            let waiting = autocron_unread(pipe)
            guard waiting >= 0 else { return false }
            if file.load(at: SlotLayout.errorPendingAt) == 0, file.load(at: SlotLayout.errorCountAt) == count {
                endOfWords.store(count + UInt64(waiting), ordering: .relaxed)
                return true
            }
            sched_yield()
        }
        return true
    }

    /// Says that an attempt starts now.
    func begin(_ record: SlotRecord) {
        let sequence = file.load(at: SlotLayout.sequenceAt) + 1
        let place = SlotLayout.recordsAt[Int(sequence % 2)]
        // What came since the end of the attempt before this one, and was read by now, is not this one's either.
        let earlier = max(file.load(at: SlotLayout.errorCountAt), endOfWords.load(ordering: .relaxed))
        file.store(earlier, at: SlotLayout.errorStartAt)
        file.store(UInt64(bitPattern: record.row), at: place)
        file.store(UInt64(bitPattern: record.attempt), at: place + 8)
        file.store(UInt64(bitPattern: record.started), at: place + 16)
        file.store(record.check(), at: place + 24)
        file.store(sequence, at: SlotLayout.sequenceAt)
    }

    /// Which attempt began last; see ``SlotLayout``.
    var sequence: UInt64 {
        file.load(at: SlotLayout.sequenceAt)
    }

    /// Says for which task's result an attempt waits.
    ///
    /// Called under the lock of ``OpenWaits``, without that of the batch: nothing else writes these cells.
    ///
    /// - Parameter wait: nil if it waits for none any more.
    func note(_ wait: SlotWait?) {
        file.store(0, at: SlotLayout.waitAt)
        guard let words = wait?.words else { return }
        for (index, word) in words.enumerated().dropFirst() { file.store(word, at: SlotLayout.waitAt + 8 * index) }
        file.store(words[0], at: SlotLayout.waitAt)
    }

    /// Says that nothing is executed.
    ///
    /// A row's number may be another task's when the one that was executed is deleted, so nothing must speak of it any more
    /// once its outcome is in the database.
    func rest() {
        guard file.load(at: SlotLayout.sequenceAt) > 0 else { return }
        begin(.none)
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

    /// Receives what was written to standard error.
    ///
    /// The system puts it into the file itself: a crash stops this thread at any moment, and what was read must not be
    /// lost between two of them. One thread alone calls this, without the lock of the batch: nobody else writes these
    /// cells.
    ///
    /// - Parameter number: the pipe; reading it may wait.
    /// - Returns: nil at the pipe's end.
    func receiveStandardError(from number: Int32) -> [UInt8]? {
        let count = Int(file.load(at: SlotLayout.errorCountAt))
        let position = count % SlotLayout.errorRingSize
        let room = min(SlotLayout.errorRingSize / 2, SlotLayout.errorRingSize - position)
        // Whoever finds the process dead takes what is there up to the first zero.
        file.write([UInt8](repeating: 0, count: room), at: SlotLayout.errorRingAt + position)
        file.store(1, at: SlotLayout.errorPendingAt)
        defer { file.store(0, at: SlotLayout.errorPendingAt) }
        let received = file.receive(from: number, room, at: SlotLayout.errorRingAt + position)
        guard received > 0 else { return nil }
        file.store(UInt64(count + received), at: SlotLayout.errorCountAt)
        return file.read(received, at: SlotLayout.errorRingAt + position)
    }

    /// Removes the file, when nothing is left to tell.
    func remove() {
        lock.removeFile()
    }
}
