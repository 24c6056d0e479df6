import Foundation
import Platform
import WorkerFiles

/// What a pool knows of a worker's death, written into the worker's slot.
///
/// A pool that cannot store a death at once, because another connection has the database locked, may itself end before
/// it can. Without the note, the next pool to find the slot would not know the cause.
struct TerminationRecord: Equatable, Sendable {
    var status: TerminationStatus
    /// Why the pool has killed the worker, if it has.
    var stopReason: StopReason

    init(status: TerminationStatus, stopReason: StopReason) {
        self.status = status
        self.stopReason = stopReason
    }

    private enum Kind: UInt64 {
        case exited = 1, signaled, unknown
    }

    /// - Returns: nil if there is none, or one about an earlier attempt.
    init?(_ image: SlotImage) {
        let cells = (0..<4).map { image.load(at: SlotLayout.deathAt + 8 * $0) }
        guard cells[3] == image.load(at: SlotLayout.sequenceAt), let kind = Kind(rawValue: cells[0]) else { return nil }
        let value = Int32(truncatingIfNeeded: cells[1])
        switch kind {
        case .exited: status = .exited(value)
        case .signaled: status = .signaled(value)
        case .unknown: status = .unknown
        }
        stopReason = StopReason(rawValue: cells[2]) ?? .none
    }

    /// Writes the note into a dead worker's slot; a failure is ignored.
    func write(to lock: FileLock) {
        var sequence: UInt64 = 0
        guard unsafe pread(lock.descriptor.number, &sequence, 8, off_t(SlotLayout.sequenceAt)) == 8 else { return }
        let (kind, value): (Kind, Int32)
        switch status {
        case .exited(let code): (kind, value) = (.exited, code)
        case .signaled(let signal): (kind, value) = (.signaled, signal)
        case .unknown: (kind, value) = (.unknown, 0)
        case .unseen: return
        }
        let cells = [kind.rawValue, UInt64(UInt32(bitPattern: value)), stopReason.rawValue, sequence]
        _ = unsafe cells.withUnsafeBytes { bytes in
            unsafe pwrite(lock.descriptor.number, bytes.baseAddress, bytes.count, off_t(SlotLayout.deathAt))
        }
    }
}
