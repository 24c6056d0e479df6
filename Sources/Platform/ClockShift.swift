#if DEBUG
import Foundation

/// How far the clock is set wrong: tests set it while their programs run, in all processes at once.
///
/// `AUTOCRON_CLOCK_SHIFT=/tmp/shift` names a file that holds so many microseconds, as eight bytes. In release builds there is
/// nothing of this.
enum ClockShift {
    static var now: Int64 {
        guard let cell = unsafe cell else { return 0 }
        return unsafe cell.pointee
    }

    /// The file, mapped once and forever.
    ///
    /// `nonisolated(unsafe)` is right because this process only reads it, and a test
    /// that writes at the same time changes an aligned word.
    nonisolated(unsafe) private static let cell: UnsafePointer<Int64>? = {
        guard let path = ProcessInfo.processInfo.environment["AUTOCRON_CLOCK_SHIFT"] else { return nil }
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let mapped = unsafe mmap(nil, MemoryLayout<Int64>.size, PROT_READ, MAP_SHARED, file, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { return nil }
        return unsafe UnsafePointer(mapped.assumingMemoryBound(to: Int64.self))
    }()
}
#endif
