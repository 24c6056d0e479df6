import CSQLite
import Foundation

/// How a statement waits for a lock that another connection holds.
///
/// SQLite's own `sqlite3_busy_timeout` sleeps 1, 2, 5, 10 … 100 ms: beside two workers that drain a queue a single
/// insert then waited up to two seconds, and 10 to 32 ms with short randomised sleeps like these. The processes of a pool
/// stand in line besides; see ``WriteQueue``.
final class BusyWaiting {
    /// Nanoseconds.
    private let patience: Int64
    private let end: WaitingEnd?
    private var started: Int64 = 0
    /// Less patience, for now; with none, nobody waits.
    var limit: Duration?
    /// When the wait began that the next statement goes on with, since its thread waited for the connection before; monotonic
    /// nanoseconds.
    var since: Int64?
    /// The line in which this connection waits; nil where there is none.
    var queue: WriteQueue?

    /// - Parameters:
    ///   - patience: how long a statement waits.
    ///   - end: until when any statement waits.
    init(patience: Duration, end: WaitingEnd? = nil) {
        self.patience = patience.inNanoseconds
        self.end = end
    }

    /// Makes SQLite ask this object whenever it meets a lock.
    ///
    /// - Parameter handle: a connection that does not outlive this object.
    func install(on handle: OpaquePointer) {
        unsafe sqlite3_busy_handler(
            handle,
            { context, count in
                guard let context = unsafe context else { return 0 }
                let waiting = unsafe Unmanaged<BusyWaiting>.fromOpaque(context).takeUnretainedValue()
                return waiting.wait(again: Int(count)) ? 1 : 0
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
    }

    /// Does something for which SQLite does not ask the busy handler: where two connections turn one new file over to
    /// the write-ahead log at the same moment, one is told "busy" at once.
    ///
    /// - Parameter body: what to do, again and again while the file is busy and patience lasts.
    /// - Returns: what the body returns.
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
    /// - Parameter count: how often this lock was met already.
    /// - Returns: false when patience is over.
    private func wait(again count: Int) -> Bool {
        let now = MonotonicTime.now()
        if count == 0 { started = since ?? now }
        let waited = now - started
        let patience = min(patience, limit?.inNanoseconds ?? patience)
        guard waited < patience, end?.hasCome != true else {
            queue?.leave()
            return false
        }
        if let queue {
            queue.wait(atMost: patience - waited) { end?.hasCome == true }
        } else {
            // After a while the holder is no longer one of our short transactions, and haste only burns the processor.
            usleep(UInt32.random(in: 50...(waited < 200_000_000 ? 200 : 5_000)))
        }
        return true
    }
}

extension Duration {
    /// Nanoseconds, none of less than nothing and of more than thirty years.
    fileprivate var inNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(0, seconds), 1_000_000_000) * 1_000_000_000 + max(0, attoseconds / 1_000_000_000)
    }
}
