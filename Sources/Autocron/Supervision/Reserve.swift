import Foundation
import Platform

/// A descriptor kept in reserve for a moment in which no other is free.
struct Reserve {
    private var descriptor: Descriptor? = Reserve.made()

    private static func made() -> Descriptor? {
        let number = Descriptor.aboveStreams(unsafe open("/dev/null", O_RDONLY | O_CLOEXEC))
        return number >= 0 ? Descriptor(number) : nil
    }

    /// Runs a body that needs one more descriptor; if none is free, runs it again after closing the reserve.
    mutating func lend<R>(_ body: () throws(UnreadableSlot) -> R) throws(UnreadableSlot) -> R {
        if descriptor == nil { descriptor = Self.made() }
        do {
            return try body()
        } catch  where error.isShortage && descriptor != nil {
            descriptor = nil
            defer { descriptor = Self.made() }
            return try body()
        }
    }
}
