import CPlatform
import Foundation

/// A page of memory that the processes of a pool share, through a file in its folder.
///
/// Everything in it only saves work: where it says something that is not so, since a process was killed in between, a
/// commit is found a moment later, or somebody is woken in vain. Where it cannot be had at all, nothing is missing.
///
/// ```
///    0  mark (kind and version of the page); of the next 256 bytes a later version must not change the meaning
///   64  whether a process hosts the pool
///  128  when the holder's timer rings; µs since 1970
///  192  tasks that the holder has not heard of: how many are due, and when the first of the others is
///  256  when the holder was last woken, as long as it has not looked; monotonic milliseconds
///  320  commits: a count at which those sleep who are the next to write
///  384  the line of application threads that want to write, then that of workers: who is the next, how often that one
///       has looked, and a count at which the others sleep
/// ```
///
/// `@unchecked Sendable` is right because all of it are words that are read and written atomically; safe because every
/// place lies in the page, and the page is given back only in `deinit`.
@safe
package final class SharedPage: @unchecked Sendable {
    private static let mark: UInt64 = 0x4155_544F_5047_0001
    private static let size = 4_096
    private let base: UnsafeMutableRawPointer

    /// Maps the page, and makes it where it is not there.
    ///
    /// - Parameter directory: the pool's folder.
    /// - Throws: `SystemFailure` where it cannot be had, or is another build's.
    package init(_ directory: PoolDirectory) throws(SystemFailure) {
        let path = directory.page
        let descriptor = try OrdinaryFile.open(path, O_RDWR | O_CREAT)
        Ownership.likeFolder(of: path, descriptor)
        // Without room behind it, the first write to it would end the process with a bus error.
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

    // MARK: The pool's holder, and those who tell it what they have stored

    private enum Place {
        static let isHosted = 64
        static let timer = 128
        static let due = 192
        static let later = 200
        static let woken = 256
        static let commits = 320
        static let lanes = 384
        static let lane = 128
        static let beats = 8
        static let line = 16
    }

    /// Whether a process hosts the pool, or was killed while it did.
    ///
    /// The holder says so before its first look into the database. So who has committed, and then reads that there is
    /// none, need not tell anybody.
    package var isHosted: Bool {
        get { load(Place.isHosted) != 0 }
        set { store(newValue ? 1 : 0, Place.isHosted) }
    }

    /// When the holder's timer rings by itself, so that it need not be told of what is due later; µs since 1970.
    ///
    /// The largest number means that nothing is due later; the one before that, that it is about to look for that.
    package var timer: Int64 {
        get { Int64(bitPattern: load(Place.timer)) }
        set { store(UInt64(bitPattern: newValue), Place.timer) }
    }

    /// What ``timer`` is while the holder looks when the next task is due.
    package static let isLooking = Int64.max - 1

    /// Notes tasks for the holder to hear of.
    ///
    /// - Parameters:
    ///   - due: how many are due.
    ///   - earliest: when the first of the others is; µs since 1970.
    ///   - now: monotonic nanoseconds.
    /// - Returns: whether the holder must be woken; false where it was a moment ago, and has not looked since, or learns of
    ///   them anyway.
    package func note(due: Int, earliest: Int64?, now: Int64) -> Bool {
        if due > 0 { unsafe autocron_add(cell(Place.due), UInt64(due)) }
        guard due > 0 || isNews(earliest) else { return false }
        let milliseconds = UInt64(max(1, now / 1_000_000))
        let last = unsafe autocron_exchange(cell(Place.woken), milliseconds)
        // One that is older was left by a process that was killed before it could write to the pipe.
        return last == 0 || !(last...last + 10).contains(milliseconds)
    }

    /// Notes when a task is due.
    ///
    /// - Returns: whether the holder's timer would ring too late for it.
    private func isNews(_ earliest: Int64?) -> Bool {
        guard let earliest, earliest < timer else { return false }
        let instant = UInt64(max(1, earliest))
        while case let noted = load(Place.later), noted == 0 || instant < noted {
            if unsafe autocron_replace(cell(Place.later), noted, instant) { break }
        }
        // Where it looks just now, it takes what is noted after it has set its timer.
        let rings = timer
        return earliest < rings && rings != Self.isLooking
    }

    /// What was noted; from now on the holder must be woken anew.
    ///
    /// To be called after the holder has emptied its pipe, and before it looks into the database.
    package func takeNotes() -> (due: Int, earliest: Int64?) {
        store(0, Place.woken)
        return (Int(clamping: unsafe autocron_exchange(cell(Place.due), 0)), takeEarliest())
    }

    /// When the first task is due that was noted for later.
    ///
    /// To be called after the holder has set its timer.
    package func takeEarliest() -> Int64? {
        let noted = unsafe autocron_exchange(cell(Place.later), 0)
        return noted == 0 ? nil : Int64(bitPattern: noted)
    }

    // MARK: The lines of those who want to write

    /// Who stands in a line of its own: workers are many, and callers should not wait for all of them.
    package enum Lane: Int, CaseIterable, Sendable {
        case callers = 0
        case workers = 1

        fileprivate var place: Int { Place.lanes + rawValue * Place.lane }
    }

    /// Says that this process has committed, if somebody waits for that.
    func countCommit() {
        for lane in Lane.allCases where load(lane.place) != 0 {
            _ = unsafe autocron_count_up(count(Place.commits), true)
            return
        }
    }

    var commits: UInt32 { unsafe autocron_read_count(count(Place.commits)) }

    func awaitCommit(after known: UInt32, nanoseconds: Int64) {
        unsafe autocron_await_count(count(Place.commits), known, nanoseconds)
    }

    /// Who is the next of a line, as a number; 0 for nobody, ``SharedPage/vacant`` while the place is handed on.
    func head(of lane: Lane) -> UInt64 { load(lane.place) }

    /// The number of a place that the next one of those who sleep may take, and no newcomer.
    static let vacant: UInt64 = 1

    func replaceHead(of lane: Lane, _ old: UInt64, by new: UInt64) -> Bool {
        unsafe autocron_replace(cell(lane.place), old, new)
    }

    func beats(of lane: Lane) -> UInt64 { load(lane.place + Place.beats) }
    func beat(_ lane: Lane) { unsafe autocron_add(cell(lane.place + Place.beats), 1) }

    func turns(of lane: Lane) -> UInt32 { unsafe autocron_read_count(count(lane.place + Place.line)) }

    func awaitTurn(in lane: Lane, after known: UInt32, nanoseconds: Int64) {
        unsafe autocron_await_count(count(lane.place + Place.line), known, nanoseconds)
    }

    /// Wakes the first of those who sleep in a line.
    ///
    /// - Returns: false if nobody does.
    func wakeNext(in lane: Lane) -> Bool {
        unsafe autocron_count_up(count(lane.place + Place.line), false)
    }
}
