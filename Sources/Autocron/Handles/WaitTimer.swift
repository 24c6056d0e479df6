import Dispatch
import Foundation
import Synchronization

/// Rings for everything that waits for a limited time: one thread for all waits of the process.
///
/// A cancelled `Task.sleep` keeps its timer until that is over. A program that waits for each result for at most an hour,
/// and gets it at once, would pile up an hour of them.
package final class WaitTimer: Sendable {
    package static let shared = WaitTimer()

    /// The latest moment until which the thread sleeps at once; nanoseconds.
    private static let longestSleep: Int64 = 3_600_000_000_000

    private struct State {
        /// What is rung for, by its number.
        var waits: [UInt64: @Sendable () -> Void] = [:]
        /// When; those that were cancelled stand here for a while.
        var times = DeadlineHeap()
        var lastNumber: UInt64 = 0
        var hasThread = false
        /// When the thread wakes by itself.
        var wakesAt = Int64.max
    }

    private let state = Mutex(State())
    private let change = DispatchSemaphore(value: 0)

    init() {}

    /// Rings at a moment.
    ///
    /// - Parameters:
    ///   - deadline: monotonic nanoseconds; one that is over rings soon.
    ///   - ring: called once, on the timer's thread; must not block.
    /// - Returns: to be cancelled with.
    package func set(at deadline: Int64, _ ring: @escaping @Sendable () -> Void) -> UInt64 {
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

    /// Rings after some time.
    ///
    /// - Parameters:
    ///   - duration: any; one that is over rings soon.
    ///   - ring: called once, on the timer's thread; must not block.
    /// - Returns: to be cancelled with.
    package func set(after duration: Duration, _ ring: @escaping @Sendable () -> Void) -> UInt64 {
        set(at: Monotonic.now().addingSaturated(duration.nanoseconds), ring)
    }

    /// Forgets a wait; nothing happens if it has been rung for.
    package func cancel(_ number: UInt64) {
        state.withLock { state in
            guard state.waits.removeValue(forKey: number) != nil else { return }
            // Looked through once for as many as are in vain, so that each costs little.
            if state.times.count > 2 * state.waits.count + 64 { state.times.keep { state.waits[$0] != nil } }
        }
    }

    /// How many times are kept, of those that were cancelled too; for tests.
    var count: Int { state.withLock { $0.times.count } }

    private func run() -> Never {
        while true {
            let now = Monotonic.now()
            let (due, sleep) = state.withLock { state in
                var due: [@Sendable () -> Void] = []
                while let first = state.times.first, first.time <= now || state.waits[first.number] == nil {
                    state.times.removeFirst()
                    if let ring = state.waits.removeValue(forKey: first.number) { due.append(ring) }
                }
                let sleep = state.times.first.map { min($0.time - now, Self.longestSleep) }
                state.wakesAt = sleep.map { now + $0 } ?? .max
                return (due, sleep)
            }
            for ring in due { ring() }
            guard due.isEmpty else { continue }
            _ = change.wait(timeout: sleep.map { .now() + .nanoseconds(Int($0)) } ?? .distantFuture)
        }
    }
}

/// Times with the numbers of those who wait for them; the earliest is found at once.
struct DeadlineHeap {
    struct Entry: Equatable {
        var time: Int64
        var number: UInt64
    }

    private var entries: [Entry] = []

    var count: Int { entries.count }
    var first: Entry? { entries.first }

    mutating func insert(_ time: Int64, _ number: UInt64) {
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
        // In order it is a heap.
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
