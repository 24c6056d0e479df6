import Foundation
import Platform

/// The slots of workers that have outlived their application, until they have ended.
///
/// Such a worker is within its grace period, and not a child of this process. The kernel reports its end through a
/// descriptor if it has such descriptors; polling covers systems that have none.
struct OrphanedSlots {
    private struct Orphan {
        var end: Descriptor?
        var nextPoll: MonotonicTime
    }

    private var orphans: [String: Orphan] = [:]
    /// The pause before the next look at each slot, including those whose look is under way.
    private var pauses: [String: RetryPause] = [:]

    var names: Set<String> { Set(orphans.keys) }

    /// Descriptors that are readable when one of the workers has ended.
    var polledDescriptors: [Int32] { orphans.values.compactMap { $0.end?.number } }

    /// When to look again, even without a report by the kernel.
    var nextPoll: MonotonicTime? { orphans.values.map(\.nextPoll).min() }

    /// Waits for a worker's end.
    ///
    /// - Parameters:
    ///   - name: Its slot.
    ///   - process: Its process, if known.
    ///   - now: The present.
    mutating func add(_ name: String, process: pid_t?, now: MonotonicTime) {
        let end = process.flatMap { $0 > 1 ? TerminationStatus.descriptor(of: $0) : nil }
        let hasEnded = end.map { Poll.wait(for: [$0.number], until: .distantPast)[0] } ?? true
        // A process that has ended already is not the one that holds the lock, or is about to release it.
        let least = hasEnded ? Duration.zero : .seconds(1)
        let pause = pauses[name, default: RetryPause(first: .milliseconds(20), longest: .seconds(5))].next()
        orphans[name] = Orphan(end: hasEnded ? nil : end, nextPoll: now + max(least, pause))
    }

    /// Removes and returns the slots that are due for a look.
    mutating func takeDue(at now: MonotonicTime) -> [String] {
        guard !orphans.isEmpty else { return [] }
        let due = orphans.filter { _, orphan in
            orphan.nextPoll <= now || orphan.end.map { Poll.wait(for: [$0.number], until: .distantPast)[0] } ?? false
        }
        for name in due.keys { orphans[name] = nil }
        return due.keys.sorted()
    }
}
