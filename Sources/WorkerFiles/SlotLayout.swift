/// The layout of a slot file: what one worker process leaves for the process that finds it dead.
///
/// The worker keeps the file locked while it lives, and mapped into its memory, so a write costs a few nanoseconds and
/// survives any death but the machine's. All numbers are 64 bits wide, in the machine's own byte order. Each group of
/// numbers has a cache line of 64 bytes to itself.
///
/// ```
///      0  mark (kind and version of the file), worker's process number, boot identity, numbering of processes
///     64  sequence: which of the two records is valid (its lowest bit), stored last
///    128  record 0: row, claim number, start (µs since 1970), check, end of the time limit (monotonic ns, 0 for none)
///    192  record 1
///    256  stop reason of the executing attempt: kind, and the sequence that it speaks of
///    320  bytes used in area 0, and in area 1
///    384  what the worker's pool knows of its death: how it ended, the code or signal, the pool's stop reason, and the
///         sequence that these speak of; written by the pool, where it could not store it at once
///    448  the task whose result the executing attempt waits for: since when (0 if it waits for none, stored last),
///         its UUID, the sequence that this speaks of, check
///    512  area 0: outcomes that are not in the database yet
///  33280  area 1
///  66048  bytes written to standard error so far, how many of them before the executing attempt began,
///         and whether more are being received
///  66112  the last of them: a ring
/// ```
///
/// A record is written where the valid one is not, then the sequence selects it, so none can be read half-written. The
/// outcomes have two areas so that one can be emptied, after its commit, while the other is written to. Readers use
/// only half of the ring, because the other half may be half-written.
package enum SlotLayout {
    package static let mark: UInt64 = 0x4155_544F_534C_0003
    /// Files with this mark do not record time limits, and are the same otherwise.
    package static let secondMark: UInt64 = 0x4155_544F_534C_0002
    /// Files with this mark also end before the bytes of standard error.
    package static let firstMark: UInt64 = 0x4155_544F_534C_0001
    package static let markAt = 0
    package static let processAt = 8
    package static let bootAt = 16
    /// Zero if an earlier build did not write it.
    package static let numberingAt = 24
    package static let sequenceAt = 64
    package static let recordsAt = [128, 192]
    package static let stopReasonAt = 256
    package static let usedAt = [320, 328]
    package static let deathAt = 384
    package static let waitAt = 448
    package static let areasAt = [512, 33_280]
    package static let areaSize = 32_768
    package static let errorCountAt = 66_048
    package static let errorStartAt = 66_056
    package static let errorPendingAt = 66_064
    package static let errorRingAt = 66_112
    package static let errorRingSize = 8_192
    package static let size = 74_304

    /// The size of a file with a mark.
    ///
    /// - Returns: nil for a mark that no earlier build had.
    package static func size(withMark mark: UInt64) -> Int? {
        switch mark {
        case self.mark, secondMark: size
        case firstMark: errorCountAt
        default: nil
        }
    }

    /// Whether the records of a file with a mark contain time limits.
    static func recordsTimeout(withMark mark: UInt64) -> Bool {
        mark != firstMark && mark != secondMark
    }

    /// Whether a mark is that of a later build.
    package static func isLater(_ mark: UInt64) -> Bool {
        mark >> 16 == self.mark >> 16 && mark > self.mark
    }
}
