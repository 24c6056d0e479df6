import CSQLite
import Foundation

/// How a statement waits for a lock that another connection holds.
///
/// SQLite's own `sqlite3_busy_timeout` sleeps 1, 2, 5, 10 … 100 ms: beside two workers that drain a queue a single
/// insert then waited up to two seconds, and 10 to 32 ms with short randomised sleeps like these.
final class BusyWaiting {
    private let patience: Duration
    private var started = ContinuousClock.now

    init(patience: Duration) {
        self.patience = patience
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

    /// Sleeps a moment.
    ///
    /// - Parameter count: how often this lock was met already.
    /// - Returns: false when patience is over.
    private func wait(again count: Int) -> Bool {
        let now = ContinuousClock.now
        if count == 0 { started = now }
        let waited = now - started
        guard waited < patience else { return false }
        // After a while the holder is no longer one of our short transactions, and haste only burns the processor.
        let longest: UInt32 = waited < .milliseconds(200) ? 200 : 5_000
        usleep(UInt32.random(in: 50...longest))
        return true
    }
}
