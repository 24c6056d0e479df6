package import Platform
package import TaskModel

/// The task whose result an executing attempt waits for, as recorded in its worker's slot.
package struct SlotWait: Equatable, Sendable {
    /// The UUID of the awaited task, as two numbers.
    package var high: UInt64
    package var low: UInt64
    package var since: WallTime
    /// Which of the worker's attempts waits; see ``SlotLayout``.
    package var sequence: UInt64

    /// - Parameters:
    ///   - awaited: The UUID of the awaited task.
    ///   - since: When the wait began.
    ///   - sequence: Which of the worker's attempts waits.
    package init(for awaited: NewTask.Identifier, since: WallTime, sequence: UInt64) {
        high = awaited.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = awaited.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.since = since
        self.sequence = sequence
    }

    /// The UUID of the awaited task.
    package var awaited: NewTask.Identifier {
        [high, low].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) } }
    }

    /// The cells, in the file's order.
    package var words: [UInt64] {
        [UInt64(bitPattern: since.microseconds), high, low, sequence, check]
    }

    /// - Parameter words: The cells as they were read; the result is nil if no attempt waits, or if the worker was
    ///   writing.
    init?(_ words: ArraySlice<UInt64>) {
        let words = Array(words)
        guard words.count == 5, words[0] != 0 else { return nil }
        since = WallTime(microseconds: Int64(bitPattern: words[0]))
        (high, low, sequence) = (words[1], words[2], words[3])
        guard words[4] == check else { return nil }
    }

    /// Detects cells that are not all from the same write.
    private var check: UInt64 {
        high &* 0x9E37_79B9_7F4A_7C15 ^ low &* 0xC2B2_AE3D_27D4_EB4F
            ^ UInt64(bitPattern: since.microseconds) ^ sequence ^ SlotLayout.mark
    }
}
