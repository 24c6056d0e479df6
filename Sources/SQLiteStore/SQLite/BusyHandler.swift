import CSQLite
import Foundation
import Platform
import TaskModel

/// The busy handler: how a statement waits for a lock that another connection holds.
///
/// SQLite's own `sqlite3_busy_timeout` sleeps 1, 2, 5, 10 … 100 ms: with it, beside two workers that drain a queue, a
/// single insert waited up to two seconds; with short random sleeps like these, 10 to 32 ms. In addition, the processes
/// of a pool wait in a queue; see ``WriteQueue``.
final class BusyHandler {
    private let busyTimeout: Duration
    private let end: WaitingEnd?
    private var started = MonotonicTime.distantPast
    /// A shorter timeout, for now; with zero, no statement waits.
    var timeoutForNow: Duration?
    /// When the next statement's wait began, if its thread waited for the connection before.
    var since: MonotonicTime?
    /// The queue in which this connection waits; nil if there is none.
    var queue: WriteQueue?

    /// - Parameters:
    ///   - busyTimeout: How long a statement waits.
    ///   - end: Until when any statement waits.
    init(busyTimeout: Duration, end: WaitingEnd? = nil) {
        self.busyTimeout = busyTimeout
        self.end = end
    }

    /// Installs this object as the handler that SQLite calls whenever it meets a lock.
    ///
    /// - Parameter handle: A connection that does not outlive this object.
    func install(on handle: OpaquePointer) {
        unsafe sqlite3_busy_handler(
            handle,
            { context, count in
                guard let context = unsafe context else { return 0 }
                let waiting = unsafe Unmanaged<BusyHandler>.fromOpaque(context).takeUnretainedValue()
                return waiting.wait(again: Int(count)) ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// Does something for which SQLite does not call the busy handler: if two connections switch one new file to WAL
    /// mode at the same moment, one gets "busy" at once.
    ///
    /// - Parameter body: Called again and again while the file is busy, until the timeout.
    /// - Returns: The body's result.
    /// - Throws: `StoreError`.
    func untilFree<R>(_ body: () throws(StoreError) -> R) throws(StoreError) -> R {
        var count = 0
        while true {
            do throws(StoreError) {
                return try body()
            } catch {
                guard error.code == .busy, wait(again: count) else { throw error }
                count += 1
            }
        }
    }

    /// Sleeps a moment.
    ///
    /// - Parameter count: How often this lock was met already.
    /// - Returns: False after the timeout.
    private func wait(again count: Int) -> Bool {
        let now = MonotonicTime.now()
        if count == 0 { started = since ?? now }
        let waited = now - started
        let busyTimeout = min(busyTimeout, timeoutForNow ?? busyTimeout)
        guard waited < busyTimeout, end?.hasCome != true else {
            queue?.leave()
            return false
        }
        if let queue {
            queue.wait(atMost: busyTimeout - waited) { end?.hasCome == true }
        } else {
            // After a while the holder is not one of our short transactions, and short sleeps only waste processor
            // time.
            usleep(UInt32.random(in: 50...(waited < .milliseconds(200) ? 200 : 5_000)))
        }
        return true
    }
}
