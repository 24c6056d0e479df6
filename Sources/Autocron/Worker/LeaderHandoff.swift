import Foundation
import Platform

/// The lead among a worker's two threads, and the lock under which all of the worker's state is.
///
/// This is the pattern of leader and followers. The leader offers the lead when it begins to run tasks. If it is back
/// within two milliseconds it reclaims the lead, which costs no switch of threads; if not, the other thread takes it.
///
/// `@unchecked Sendable` is right because `isVacant` and `leaderSleepsUntil` are accessed under the lock alone.
final class LeaderHandoff: @unchecked Sendable {
    private let mutex = NSLock()
    /// Whether the former leader runs tasks, and the other thread has not taken the lead.
    private(set) var isVacant = false
    /// Expires when the lead has been vacant for long enough.
    private let vacancy: TimerDescriptor
    private let offerTime: Duration
    /// How long the leader sleeps; the distant past while it is awake, and looks by itself.
    private var leaderSleepsUntil = MonotonicTime.distantPast

    /// - Parameter offerTime: How long the lead is left vacant before the other thread takes it.
    init(offerTime: Duration = BatchSizer.slice) throws(SystemFailure) {
        self.offerTime = offerTime
        vacancy = try TimerDescriptor()
    }

    func lock() { mutex.lock() }

    func unlock() { mutex.unlock() }

    /// Waits, without the lock, until the former leader runs a task that takes long; then the calling thread leads.
    func awaitVacancy() {
        while true {
            vacancy.wait()
            lock()
            defer { unlock() }
            vacancy.disarm()
            // The former leader may have reclaimed the lead in the meantime.
            guard isVacant else { continue }
            isVacant = false
            return
        }
    }

    // MARK: Under the lock

    /// Offers the lead, because the calling thread is about to run tasks; or offers it for longer.
    func offer() {
        isVacant = true
        vacancy.arm(after: offerTime)
    }

    /// Takes the lead back, once the calling thread has run its tasks.
    ///
    /// - Returns: False if the other thread leads now.
    func reclaim() -> Bool {
        guard isVacant else { return false }
        isVacant = false
        vacancy.disarm()
        return true
    }

    /// Lets the leader sleep, without the lock.
    ///
    /// - Parameters:
    ///   - deadline: When it wakes up by itself; nil for never.
    ///   - wait: Sleeps.
    func sleep<R>(until deadline: MonotonicTime?, _ wait: () -> R) -> R {
        leaderSleepsUntil = deadline ?? .distantFuture
        unlock()
        let result = wait()
        lock()
        leaderSleepsUntil = .distantPast
        return result
    }

    /// Whether the leader sleeps beyond a time at which it must act.
    ///
    /// - Parameter time: nil for never.
    func oversleeps(_ time: MonotonicTime?) -> Bool {
        time ?? .distantFuture < leaderSleepsUntil
    }
}
