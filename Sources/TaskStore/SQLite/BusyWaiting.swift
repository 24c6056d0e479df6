import CSQLite
import Foundation

/// How a statement waits for a lock that another connection holds.
///
/// SQLite's own `sqlite3_busy_timeout` sleeps 1, 2, 5, 10 … 100 ms: beside two workers that drain a queue a single
/// insert then waited up to two seconds, and 10 to 32 ms with short randomised sleeps like these.
final class BusyWaiting {
    private let patience: Duration
    private let end: WaitingEnd?
    private var started = ContinuousClock.now
    /// Less patience, for now; with none, nobody waits.
    var limit: Duration?

    /// - Parameters:
    ///   - patience: how long a statement waits.
    ///   - end: until when any statement waits.
    init(patience: Duration, end: WaitingEnd? = nil) {
        self.patience = patience
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
        let now = ContinuousClock.now
        if count == 0 { started = now }
        let waited = now - started
        guard waited < min(patience, limit ?? patience), end?.hasCome != true else { return false }
        // After a while the holder is no longer one of our short transactions, and haste only burns the processor.
        let longest: UInt32 = waited < .milliseconds(200) ? 200 : 5_000
        usleep(UInt32.random(in: 50...longest))
        return true
    }
}
