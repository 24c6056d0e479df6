import Platform
import Synchronization

/// The workers that sleep, so that a commit can wake one of them directly.
///
/// A worker reports that it sleeps after a claim has found nothing. A task that is committed between that claim and the
/// message finds no worker asleep. So a commit that meets a busy worker sets a flag, and a worker with the flag is
/// woken at once when it reports that it sleeps.
///
/// This is the one part of a worker's state that ``PoolState`` does not own: every thread that commits wakes workers here,
/// under a lock that is held for moments, while the supervisor's thread, which owns the rest, may be busy or asleep.
///
/// A worker that was woken and sends no message is stopped, starved or dead: another worker is woken in its place.
final class IdleWorkers: Sendable {
    private struct Entry {
        var sender: MessageSender
        var isIdle = false
        var hasPendingWake = true
        /// When it was woken, if it has sent no message since.
        var wokenAt: MonotonicTime?

        mutating func wake(at now: MonotonicTime) {
            isIdle = false
            hasPendingWake = false
            wokenAt = now
            sender.send(.wake)
        }
    }

    /// Nanoseconds after which a woken worker should have sent a message: it sends one when it finds nothing, when a
    /// task has run for two milliseconds, and when an outcome is stored.
    static let responseTimeout = Duration.milliseconds(75)

    private let entries = Mutex<[Int: Entry]>([:])

    /// Adds a worker that is ready.
    ///
    /// It claims by itself before it sleeps for the first time.
    func add(_ number: Int, sender: MessageSender) {
        entries.withLock { $0[number] = Entry(sender: sender) }
    }

    /// Those that have been woken, or have not reported since that they sleep.
    var awake: Set<Int> {
        entries.withLock { entries in Set(entries.filter { !$0.value.isIdle }.keys) }
    }

    func remove(_ number: Int) {
        entries.withLock { $0[number] = nil }
    }

    /// Records that a worker has sent a message.
    func receivedMessage(_ number: Int) {
        entries.withLock { $0[number]?.wokenAt = nil }
    }

    /// Records that a worker sleeps.
    ///
    /// - Parameter now: The present.
    func markIdle(_ number: Int, now: MonotonicTime = .now()) {
        entries.withLock { entries in
            guard entries[number] != nil else { return }
            if entries[number]?.hasPendingWake == true {
                entries[number]?.wake(at: now)
            } else {
                entries[number]?.isIdle = true
            }
        }
    }

    /// Wakes workers.
    ///
    /// - Parameters:
    ///   - count: The number of due tasks; as many workers are woken, if so many sleep.
    ///   - now: The present.
    /// - Returns: How many slept.
    @discardableResult
    func wake(_ count: Int, now: MonotonicTime = .now()) -> Int {
        guard count > 0 else { return 0 }
        return entries.withLock { entries in
            var left = count
            for (number, entry) in entries {
                if entry.isIdle, left > 0 {
                    entries[number]?.wake(at: now)
                    left -= 1
                } else if !entry.isIdle {
                    entries[number]?.hasPendingWake = true
                }
            }
            return count - left
        }
    }

    // MARK: Those that were woken in vain

    /// Wakes another worker for each one that was woken and has sent no message for too long.
    ///
    /// - Parameter now: The present.
    func wakeOthers(now: MonotonicTime) {
        let silent = entries.withLock { entries in
            let silent = entries.filter { $0.value.wokenAt.map { $0 + Self.responseTimeout <= now } ?? false }.keys
            for number in silent { entries[number]?.wokenAt = nil }
            return silent.count
        }
        wake(silent, now: now)
    }

    /// When to do that next.
    var nextTimeout: MonotonicTime? {
        entries.withLock { $0.values.compactMap(\.wokenAt).min() }.map { $0 + Self.responseTimeout }
    }
}
