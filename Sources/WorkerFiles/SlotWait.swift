package import Platform
package import TaskModel

/// The task whose result an executing attempt waits for, as recorded in its worker's slot.
package struct SlotWait: Equatable, Sendable {
    /// The awaited task.
    package var awaited: TaskID
    package var since: WallTime
    /// Which of the worker's attempts waits; see ``SlotLayout``.
    package var sequence: UInt64

    /// - Parameters:
    ///   - awaited: The awaited task.
    ///   - since: When the wait began.
    ///   - sequence: Which of the worker's attempts waits.
    package init(for awaited: TaskID, since: WallTime, sequence: UInt64) {
        self.awaited = awaited
        self.since = since
        self.sequence = sequence
    }

    /// The cells, in the file's order.
    package var words: [UInt64] {
        [UInt64(bitPattern: since.microseconds), awaited.high, awaited.low, sequence, check]
    }

    /// - Parameter words: The cells as they were read; the result is nil if no attempt waits, or if the worker was
    ///   writing.
    init?(_ words: ArraySlice<UInt64>) {
        let words = Array(words)
        guard words.count == 5, words[0] != 0 else { return nil }
        since = WallTime(microseconds: Int64(bitPattern: words[0]))
        awaited = TaskID(high: words[1], low: words[2])
        sequence = words[3]
        guard words[4] == check else { return nil }
    }

    /// Detects cells that are not all from the same write.
    private var check: UInt64 {
        awaited.high &* 0x9E37_79B9_7F4A_7C15 ^ awaited.low &* 0xC2B2_AE3D_27D4_EB4F
            ^ UInt64(bitPattern: since.microseconds) ^ sequence ^ SlotLayout.secondMark
    }
}
