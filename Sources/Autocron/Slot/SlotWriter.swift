import CPlatform
import Foundation
import Platform
import Synchronization
import TaskModel
import WorkerFiles

/// A worker's own slot: it records what the worker executes, and keeps outcomes until they are in the database.
///
/// Used under the lock of the worker's batch, so one thread at a time writes.
final class SlotWriter: Sendable {
    private let file: MappedFile
    /// Holds the lock while it is open.
    private let lock: FileLock
    private let errorPipe = Atomic<Int32>(-1)
    private let endOfWords = Atomic<UInt64>(0)

    /// Takes a slot's lock and prepares the file.
    ///
    /// - Parameter path: The file; its name has never been used before.
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

    /// Sets the pipe that ``receiveStandardError(from:)`` will read.
    func expectStandardError(from number: Int32) {
        errorPipe.store(number, ordering: .relaxed)
    }

    /// Records how much has been written to standard error so far, the bytes that wait in the pipe included: they do
    /// not belong to the next attempt.
    ///
    /// - Returns: False if the pipe is gone; a task may have closed any descriptor.
    func markEndOfWords() -> Bool {
        let pipe = errorPipe.load(ordering: .relaxed)
        guard pipe >= 0 else { return true }
        // Another thread moves bytes from the pipe to the file; if it did so in the meantime, the pipe is queried
        // again.
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

    /// Records that an attempt starts now.
    func begin(_ record: SlotRecord) {
        let sequence = file.load(at: SlotLayout.sequenceAt) + 1
        let place = SlotLayout.recordsAt[Int(sequence % 2)]
        // Output since the end of the previous attempt that has been read already does not belong to this one either.
        let earlier = max(file.load(at: SlotLayout.errorCountAt), endOfWords.load(ordering: .relaxed))
        file.store(earlier, at: SlotLayout.errorStartAt)
        file.store(UInt64(bitPattern: record.attempt.row), at: place)
        file.store(UInt64(bitPattern: record.attempt.claimNumber), at: place + 8)
        file.store(UInt64(bitPattern: record.started.microseconds), at: place + 16)
        file.store(record.check(), at: place + 24)
        file.store(record.timeoutWord, at: place + 32)
        file.store(sequence, at: SlotLayout.sequenceAt)
    }

    /// The number of the attempt that began last; see ``SlotLayout``.
    var sequence: UInt64 {
        file.load(at: SlotLayout.sequenceAt)
    }

    /// Records for which task's result an attempt waits.
    ///
    /// Called under the lock of ``OpenWaits``, without that of the batch: no other code writes these cells.
    ///
    /// - Parameter wait: nil if it no longer waits.
    func record(_ wait: SlotWait?) {
        file.store(0, at: SlotLayout.waitAt)
        guard let words = wait?.words else { return }
        for (index, word) in words.enumerated().dropFirst() { file.store(word, at: SlotLayout.waitAt + 8 * index) }
        file.store(words[0], at: SlotLayout.waitAt)
    }

    /// Records that nothing is executed.
    ///
    /// If the executed task is deleted, its row number may be reused for another task, so the slot must not name it any
    /// more once its outcome is in the database.
    func rest() {
        guard file.load(at: SlotLayout.sequenceAt) > 0 else { return }
        begin(.none)
    }

    /// Records why the process is about to be ended in the middle of the attempt that began last.
    func recordStopReason(_ stopReason: StopReason) {
        file.store(file.load(at: SlotLayout.sequenceAt), at: SlotLayout.stopReasonAt + 8)
        file.store(stopReason.rawValue, at: SlotLayout.stopReasonAt)
    }

    /// Records an outcome.
    ///
    /// - Parameters:
    ///   - outcome: How the attempt ended.
    ///   - area: 0 or 1.
    /// - Returns: False if the area has no room left; nothing is recorded then.
    func record(_ outcome: AttemptOutcome, area: Int) -> Bool {
        let bytes = OutcomeCoding.encode(outcome)
        let used = Int(file.load(at: SlotLayout.usedAt[area]))
        guard used + bytes.count <= SlotLayout.areaSize else { return false }
        file.write(bytes, at: SlotLayout.areasAt[area] + used)
        file.store(UInt64(used + bytes.count), at: SlotLayout.usedAt[area])
        return true
    }

    /// Removes an area's outcomes, once they are in the database.
    func clear(area: Int) {
        file.store(0, at: SlotLayout.usedAt[area])
    }

    /// Receives bytes from standard error.
    ///
    /// The system call writes them directly into the file: a crash may stop this thread at any moment, and bytes must
    /// not be lost between a read and a write. Only one thread calls this, without the lock of the batch: no other code
    /// writes these cells.
    ///
    /// - Parameter number: The pipe; reading it may block.
    /// - Returns: nil at the pipe's end.
    func receiveStandardError(from number: Int32) -> [UInt8]? {
        let count = Int(file.load(at: SlotLayout.errorCountAt))
        let position = count % SlotLayout.errorRingSize
        let room = min(SlotLayout.errorRingSize / 2, SlotLayout.errorRingSize - position)
        // A reader that finds the process dead takes the bytes up to the first zero.
        file.write([UInt8](repeating: 0, count: room), at: SlotLayout.errorRingAt + position)
        file.store(1, at: SlotLayout.errorPendingAt)
        defer { file.store(0, at: SlotLayout.errorPendingAt) }
        let received = file.receive(from: number, room, at: SlotLayout.errorRingAt + position)
        guard received > 0 else { return nil }
        file.store(UInt64(count + received), at: SlotLayout.errorCountAt)
        return file.read(received, at: SlotLayout.errorRingAt + position)
    }

    /// Removes the file when there is nothing left to record.
    func remove() {
        lock.removeFile()
    }
}
