/// Why a worker's process is about to end itself, or to be ended.
package enum SlotVerdict: UInt64, Equatable, Sendable {
    case none = 0
    case timedOut = 1
    case cancelled = 2
    case interrupted = 3
}
