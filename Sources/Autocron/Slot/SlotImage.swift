import Foundation
import Platform
import WorkerFiles

/// The bytes of a slot file, as read at one time.
///
/// The file is read and not mapped: a process that has no memory left for a map, or a full disk, must not prevent
/// learning what a dead worker had done.
struct SlotImage {
    private let bytes: [UInt8]
    let mark: UInt64

    /// Reads a file.
    ///
    /// - Parameter descriptor: Open for reading.
    /// - Returns: nil if the worker died before it had prepared its file, and if the file is not a worker's.
    /// - Throws: ``UnreadableSlot``; the worker's state is then unknown.
    init?(_ descriptor: Descriptor) throws(UnreadableSlot) {
        bytes = try Self.read(descriptor)
        guard bytes.count >= SlotLayout.areasAt[0] else { return nil }
        mark = Self.word(in: bytes, at: SlotLayout.markAt)
        guard !SlotLayout.isLater(mark) else { throw UnreadableSlot(laterMark: mark) }
        guard let size = SlotLayout.size(withMark: mark), bytes.count >= size else { return nil }
    }

    private static func read(_ descriptor: Descriptor) throws(UnreadableSlot) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: SlotLayout.size)
        var count = 0
        while count < SlotLayout.size {
            let received = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor.number, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count, off_t(count))
            }
            if received == 0 { break }
            guard received > 0 || errno == EINTR else {
                throw UnreadableSlot(SystemFailure("cannot read a worker's slot"))
            }
            count += max(0, received)
        }
        return Array(bytes.prefix(count))
    }

    func load(at offset: Int) -> UInt64 {
        Self.word(in: bytes, at: offset)
    }

    private static func word(in bytes: [UInt8], at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + 8 <= bytes.count, "a slot's cell lies in its file")
        return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }

    func read(_ count: Int, at offset: Int) -> [UInt8] {
        precondition(count >= 0 && offset >= 0 && offset + count <= bytes.count, "a slot's bytes lie in its file")
        return Array(bytes[offset..<offset + count])
    }

    /// The worker's PID, which is also its process group's ID.
    ///
    /// - Returns: nil if the PID is meaningless here: the machine has been restarted since, or the PID belongs to
    ///   another container.
    var process: pid_t? {
        guard load(at: SlotLayout.bootAt) == BootIdentity.current else { return nil }
        let numbering = load(at: SlotLayout.numberingAt)
        // Earlier builds did not write it.
        guard numbering == 0 || numbering == BootIdentity.numbering else { return nil }
        return pid_t(truncatingIfNeeded: load(at: SlotLayout.processAt))
    }

    /// Whether the worker's process is known to have ended, even if another process still holds the file's lock: a
    /// program that was forked from the worker, and has not executed another program, holds it too.
    var isOfDeadProcess: Bool {
        guard BootIdentity.numbering != 0, load(at: SlotLayout.numberingAt) == BootIdentity.numbering else {
            return false
        }
        return process.map { $0 > 1 && TerminationStatus.hasEnded($0) } ?? false
    }
}

/// Why it is unknown what a dead worker has left.
struct UnreadableSlot: Error, Equatable, CustomStringConvertible {
    let description: String
    /// Whether this may pass without a change to the file.
    let isShortage: Bool

    init(_ failure: SystemFailure) {
        description = failure.description
        isShortage = failure.isShortage
    }

    /// - Parameter mark: The file's first bytes.
    init(laterMark mark: UInt64) {
        description =
            "a later version of autocron wrote it (format \(mark & 0xFFFF), this one reads up to "
            + "\(SlotLayout.mark & 0xFFFF))"
        isShortage = false
    }
}
