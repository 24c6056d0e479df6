import Dispatch
import Foundation
package import Platform
import Synchronization

/// A timer for everything that waits for a limited time: one thread for all waits of the process.
///
/// A cancelled `Task.sleep` keeps its timer until the time has passed. A program that waits for each result for at most
/// an hour, and gets it at once, would accumulate an hour of timers.
package final class WaitTimer: Sendable {
    package static let shared = WaitTimer()

    /// The longest time for which the thread sleeps at once.
    private static let longestSleep = Duration.seconds(3_600)

    private struct State {
        /// The callbacks, by number.
        var waits: [UInt64: @Sendable () -> Void] = [:]
        /// Their times; those that were cancelled remain here for a while.
        var times = DeadlineHeap()
        var lastNumber: UInt64 = 0
        var hasThread = false
        /// When the thread wakes up by itself.
        var wakesAt = MonotonicTime.distantFuture
    }

    private let state = Mutex(State())
    private let change = DispatchSemaphore(value: 0)

    init() {}

    /// Calls back at a time.
    ///
    /// - Parameters:
    ///   - deadline: One in the past calls back soon.
    ///   - ring: Called once, on the timer's thread; must not block.
    /// - Returns: The number for ``cancel(_:)``.
    package func set(at deadline: MonotonicTime, _ ring: @escaping @Sendable () -> Void) -> UInt64 {
        let (number, needsThread, mustWake) = state.withLock { state in
            state.lastNumber += 1
            state.waits[state.lastNumber] = ring
            state.times.insert(deadline, state.lastNumber)
            defer { state.hasThread = true }
            return (state.lastNumber, !state.hasThread, deadline < state.wakesAt)
        }
        if needsThread {
            let thread = Thread { [self] in run() }
            thread.name = "autocron.timer"
            thread.start()
        } else if mustWake {
            change.signal()
        }
        return number
    }

    /// Calls back after some time.
    ///
    /// - Parameters:
    ///   - duration: Any; a negative one calls back soon.
    ///   - ring: Called once, on the timer's thread; must not block.
    /// - Returns: The number for ``cancel(_:)``.
    package func set(after duration: Duration, _ ring: @escaping @Sendable () -> Void) -> UInt64 {
        set(at: .now() + duration, ring)
    }

    /// Cancels a callback; does nothing if it has been called.
    package func cancel(_ number: UInt64) {
        state.withLock { state in
            guard state.waits.removeValue(forKey: number) != nil else { return }
            // The scan is paid for by at least as many cancelled times as remaining ones, so its cost for each is
            // small.
            if state.times.count > 2 * state.waits.count + 64 { state.times.keep { state.waits[$0] != nil } }
        }
    }

    /// The number of times kept, those of cancelled callbacks included; for tests.
    var count: Int { state.withLock { $0.times.count } }

    private func run() -> Never {
        while true {
            let now = MonotonicTime.now()
            let (due, sleep) = state.withLock { state in
                var due: [@Sendable () -> Void] = []
                while let first = state.times.first, first.time <= now || state.waits[first.number] == nil {
                    state.times.removeFirst()
                    if let ring = state.waits.removeValue(forKey: first.number) { due.append(ring) }
                }
                let sleep = state.times.first.map { min($0.time - now, Self.longestSleep) }
                state.wakesAt = sleep.map { now + $0 } ?? .distantFuture
                return (due, sleep)
            }
            for ring in due { ring() }
            guard due.isEmpty else { continue }
            _ = change.wait(timeout: sleep.map { .now() + .nanoseconds(Int($0.nanoseconds)) } ?? .distantFuture)
        }
    }
}

/// Times with the numbers of their callbacks; the earliest is found in constant time.
struct DeadlineHeap {
    struct Entry: Equatable {
        var time: MonotonicTime
        var number: UInt64
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var first: Entry? { entries.first }

    mutating func insert(_ time: MonotonicTime, _ number: UInt64) {
        entries.append(Entry(time: time, number: number))
        rise(from: entries.count - 1)
    }

    mutating func removeFirst() {
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        sink(from: 0)
    }

    /// Drops all others.
    mutating func keep(where isWanted: (UInt64) -> Bool) {
        entries.removeAll { !isWanted($0.number) }
        // A sorted array is a heap.
        entries.sort { $0.time < $1.time }
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0, entries[index].time < entries[(index - 1) / 2].time {
            entries.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            let children = [2 * index + 1, 2 * index + 2].filter { $0 < entries.count }
            guard let child = children.min(by: { entries[$0].time < entries[$1].time }),
                entries[child].time < entries[index].time
            else { return }
            entries.swapAt(index, child)
            index = child
        }
    }
}
