package import Platform
package import TaskModel

/// The attempt that a worker was executing.
package struct SlotRecord: Equatable, Sendable {
    package var attempt: AttemptID
    package var started: WallTime
    /// When its time limit is over; nil if it has none, or if a worker of an earlier build has not recorded it.
    package var timeoutAt: MonotonicTime?

    package init(attempt: AttemptID, started: WallTime, timeoutAt: MonotonicTime? = nil) {
        self.attempt = attempt
        self.started = started
        self.timeoutAt = timeoutAt
    }

    /// The value between two batches: no row has this number.
    package static let none = SlotRecord(attempt: AttemptID(row: 0, claimNumber: 0), started: .epoch)

    /// Reads the valid one of a file's records.
    ///
    /// - Parameters:
    ///   - mark: The file's mark.
    ///   - load: Reads the number at an offset in the file.
    /// - Returns: nil if nothing is executed, or if other code has written to the record.
    package init?(withMark mark: UInt64, load: (_ offset: Int) -> UInt64) {
        let sequence = load(SlotLayout.sequenceAt)
        guard sequence > 0 else { return nil }
        let place = SlotLayout.recordsAt[Int(sequence % 2)]
        let limit = SlotLayout.recordsTimeout(withMark: mark) ? load(place + 32) : 0
        self.init(
            attempt: AttemptID(
                row: Int64(bitPattern: load(place)), claimNumber: Int64(bitPattern: load(place + 8))),
            started: WallTime(microseconds: Int64(bitPattern: load(place + 16))),
            timeoutAt: limit == 0 ? nil : MonotonicTime(nanoseconds: Int64(bitPattern: limit)))
        guard load(place + 24) == check(withMark: mark), self != .none else { return nil }
    }

    /// The number that stands for ``timeoutAt`` in a file.
    package var timeoutWord: UInt64 { UInt64(bitPattern: timeoutAt?.nanoseconds ?? 0) }

    /// Detects a file that other code has written to.
    ///
    /// - Parameter mark: The file's mark.
    package func check(withMark mark: UInt64 = SlotLayout.mark) -> UInt64 {
        let limit = SlotLayout.recordsTimeout(withMark: mark) ? timeoutWord : 0
        return UInt64(bitPattern: attempt.row) &* 0x9E37_79B9_7F4A_7C15
            ^ UInt64(bitPattern: attempt.claimNumber) &* 0xC2B2_AE3D_27D4_EB4F
            ^ limit &* 0x1656_67B1_9E37_79F9
            ^ UInt64(bitPattern: started.microseconds) ^ mark
    }
}
