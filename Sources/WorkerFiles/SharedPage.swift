import CPlatform
import Foundation
package import Platform

/// A page of memory that the processes of a pool share, through a file in its folder.
///
/// Everything in it only saves work. If its content is wrong, because a process was killed in between, a commit is
/// found a moment later, or a process is woken needlessly. Without the page, everything still works.
///
/// ```
///    0  mark (kind and version of the page); a later version must not change the meaning of the next 256 bytes
///   64  whether a process hosts the pool
///  128  when the host's timer expires; µs since 1970
///  192  tasks that the host does not know of: how many are due, and when the first of the others is
///  256  when the host was last woken, until it has looked; monotonic milliseconds
///  320  commits: a counter; the next writers sleep on it
///  384  the queue of application threads that want to write, then that of workers: its head, how often the head has
///       looked, and a counter that the others sleep on
/// ```
///
/// `@unchecked Sendable` is right because it consists of words that are read and written atomically; safe because every
/// offset lies in the page, and the page is unmapped only in `deinit`.
@safe
package final class SharedPage: @unchecked Sendable {
    private static let mark: UInt64 = 0x4155_544F_5047_0001
    private static let size = 4_096
    private let base: UnsafeMutableRawPointer

    /// Maps the page, and creates it if it does not exist.
    ///
    /// - Parameter directory: The pool's folder.
    /// - Throws: `SystemFailure` if it cannot be mapped, or is another build's.
    package init(_ directory: PoolDirectory) throws(SystemFailure) {
        let path = directory.page
        let descriptor = try OrdinaryFile.open(path, O_RDWR | O_CREAT)
        Ownership.likeFolder(of: path, descriptor)
        // Without disk space behind it, the first write to it would end the process with a bus error.
        guard Self.reserve(descriptor.number) else { throw SystemFailure("cannot make room for '\(path)'") }
        let address = unsafe mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.number, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw SystemFailure("cannot map '\(path)' into memory")
        }
        unsafe base = address
        _ = unsafe autocron_replace(cell(0), 0, Self.mark)
        guard load(0) == Self.mark else {
            throw SystemFailure(
                refusing: "'\(path)' is not the page it should be; stop all programs that use it, and remove it")
        }
    }

    deinit {
        unsafe munmap(base, Self.size)
    }

    private static func reserve(_ number: Int32) -> Bool {
        #if os(Linux)
        errno = posix_fallocate(number, 0, off_t(size))
        return errno == 0
        #else
        return ftruncate(number, off_t(size)) == 0
        #endif
    }

    private func cell(_ offset: Int) -> UnsafeMutablePointer<UInt64> {
        unsafe (base + offset).assumingMemoryBound(to: UInt64.self)
    }

    private func count(_ offset: Int) -> UnsafeMutablePointer<UInt32> {
        unsafe (base + offset).assumingMemoryBound(to: UInt32.self)
    }

    private func load(_ offset: Int) -> UInt64 { unsafe autocron_load(cell(offset)) }
    private func store(_ value: UInt64, _ offset: Int) { unsafe autocron_store(cell(offset), value) }

    // MARK: The host, and the processes that notify it

    private enum Offset {
        static let isHosted = 64
        static let timer = 128
        static let due = 192
        static let later = 200
        static let woken = 256
        static let commits = 320
        static let lanes = 384
        static let lane = 128
        static let beats = 8
        static let queue = 16
    }

    /// Whether a process hosts the pool, or was killed while it did.
    ///
    /// The host sets this before it first reads the database. So a process that reads false after a commit need not
    /// notify any other process.
    package var isHosted: Bool {
        get { load(Offset.isHosted) != 0 }
        set { store(newValue ? 1 : 0, Offset.isHosted) }
    }

    /// When the host's timer expires by itself, so that it need not be notified of tasks that are due
    /// later.
    ///
    /// The largest number means that nothing is due later; the one before that, that the host is about to look for
    /// that.
    package var timer: WallTime {
        get { WallTime(microseconds: Int64(bitPattern: load(Offset.timer))) }
        set { store(UInt64(bitPattern: newValue.microseconds), Offset.timer) }
    }

    /// The value of ``timer`` while the host looks for the next due task.
    package static let isLooking = WallTime(microseconds: .max - 1)

    /// Records tasks for the host.
    ///
    /// - Parameters:
    ///   - due: The number of due tasks.
    ///   - earliest: When the first of the others is due.
    ///   - now: The present.
    /// - Returns: Whether the host must be woken; false if it was woken a moment ago, and has not looked since, or
    ///   learns of the tasks anyway.
    package func notify(due: Int, earliest: WallTime?, now: MonotonicTime) -> Bool {
        if due > 0 { unsafe autocron_add(cell(Offset.due), UInt64(due)) }
        guard due > 0 || isEarlier(earliest) else { return false }
        let milliseconds = UInt64(max(1, now.nanoseconds / 1_000_000))
        let last = unsafe autocron_exchange(cell(Offset.woken), milliseconds)
        // An older one was left by a process that was killed before it could write to the pipe.
        return last == 0 || !(last...last + 10).contains(milliseconds)
    }

    /// Records when a task is due.
    ///
    /// - Returns: Whether the host's timer would expire too late for it.
    private func isEarlier(_ earliest: WallTime?) -> Bool {
        guard let earliest, earliest < timer else { return false }
        let instant = UInt64(max(1, earliest.microseconds))
        while case let noted = load(Offset.later), noted == 0 || instant < noted {
            if unsafe autocron_replace(cell(Offset.later), noted, instant) { break }
        }
        // If the host is looking just now, it takes the recorded tasks after it has set its timer.
        let rings = timer
        return earliest < rings && rings != Self.isLooking
    }

    /// The recorded tasks; from now on the host must be woken again.
    ///
    /// The host calls this after it has emptied its pipe, and before it reads the database.
    package func takeNotices() -> (due: Int, earliest: WallTime?) {
        store(0, Offset.woken)
        return (Int(clamping: unsafe autocron_exchange(cell(Offset.due), 0)), takeEarliest())
    }

    /// When the first task is due that was recorded for later.
    ///
    /// The host calls this after it has set its timer.
    package func takeEarliest() -> WallTime? {
        let noted = unsafe autocron_exchange(cell(Offset.later), 0)
        return noted == 0 ? nil : WallTime(microseconds: Int64(bitPattern: noted))
    }

    // MARK: The lines of those who want to write

    /// Writers with a queue of their own: workers are many, and callers should not wait for all of them.
    package enum Lane: Int, CaseIterable, Sendable {
        case callers = 0
        case workers = 1

        fileprivate var offset: Int { Offset.lanes + rawValue * Offset.lane }
    }

    /// Records a commit of this process, if another process waits for one.
    package func countCommit() {
        for lane in Lane.allCases where load(lane.offset) != 0 {
            _ = unsafe autocron_count_up(count(Offset.commits), true)
            return
        }
    }

    package var commits: UInt32 { unsafe autocron_read_count(count(Offset.commits)) }

    package func awaitCommit(after known: UInt32, atMost limit: Duration) {
        unsafe autocron_await_count(count(Offset.commits), known, limit.nanoseconds)
    }

    /// The head of a queue, as a number; 0 if it is empty, ``SharedPage/vacant`` while the head's place is handed on.
    package func head(of lane: Lane) -> UInt64 { load(lane.offset) }

    /// The number of a place that only the next one of the sleepers may take, and no newcomer.
    package static let vacant: UInt64 = 1

    package func replaceHead(of lane: Lane, _ old: UInt64, by new: UInt64) -> Bool {
        unsafe autocron_replace(cell(lane.offset), old, new)
    }

    package func beats(of lane: Lane) -> UInt64 { load(lane.offset + Offset.beats) }
    package func beat(_ lane: Lane) { unsafe autocron_add(cell(lane.offset + Offset.beats), 1) }

    package func turns(of lane: Lane) -> UInt32 { unsafe autocron_read_count(count(lane.offset + Offset.queue)) }

    package func awaitTurn(in lane: Lane, after known: UInt32, atMost limit: Duration) {
        unsafe autocron_await_count(count(lane.offset + Offset.queue), known, limit.nanoseconds)
    }

    /// Wakes the first of a queue's sleepers.
    ///
    /// - Returns: False if there is none.
    package func wakeNext(in lane: Lane) -> Bool {
        unsafe autocron_count_up(count(lane.offset + Offset.queue), false)
    }
}
