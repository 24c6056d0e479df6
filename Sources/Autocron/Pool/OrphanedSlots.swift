import Foundation
import TaskStore

/// The slots of workers that have outlived their application, until these have ended.
///
/// Such a worker is within its grace, and nobody's child here. The kernel tells of its end where it has a descriptor for
/// that; the looks in between are for where it has none.
struct OrphanedSlots {
    private struct Orphan {
        var end: Descriptor?
        var nextLook: Int64
    }

    private var orphans: [String: Orphan] = [:]
    /// How long to wait until the next look, also of those that are being looked at.
    private var pauses: [String: RetryPause] = [:]

    var names: Set<String> { Set(orphans.keys) }

    /// What is readable when one of them has ended.
    var watched: [Int32] { orphans.values.compactMap { $0.end?.number } }

    /// When to look again, whatever the kernel tells; monotonic.
    var nextLook: Int64? { orphans.values.map(\.nextLook).min() }

    /// Waits for a worker's end.
    ///
    /// - Parameters:
    ///   - name: its slot.
    ///   - process: its process, where that is known.
    ///   - now: monotonic nanoseconds.
    mutating func add(_ name: String, process: pid_t?, now: Int64) {
        let end = process.flatMap { $0 > 1 ? ProcessDeath.descriptor(of: $0) : nil }
        let hasEnded = end.map { Poll.wait(for: [$0.number], until: 0)[0] } ?? true
        // A process that has ended already is not the one that holds the lock, or holds it no more in a moment.
        let least: Int64 = hasEnded ? 0 : 1_000_000_000
        let pause = pauses[name, default: RetryPause(first: 20_000_000, longest: 5_000_000_000)].next()
        orphans[name] = Orphan(end: hasEnded ? nil : end, nextLook: now + max(least, pause))
    }

    /// Takes out those whose slots are to be looked at now.
    mutating func takeDue(at now: Int64) -> [String] {
        guard !orphans.isEmpty else { return [] }
        let due = orphans.filter { _, orphan in
            orphan.nextLook <= now || orphan.end.map { Poll.wait(for: [$0.number], until: 0)[0] } ?? false
        }
        for name in due.keys { orphans[name] = nil }
        return due.keys.sorted()
    }
}
