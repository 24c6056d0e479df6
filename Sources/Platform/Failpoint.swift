import Foundation

/// A point in a task's life at which the death of the process must lose nothing; tests make it die there.
///
/// `AUTOCRON_DIES_AT=claimCommitted:/tmp/once` kills the first process that reaches the point and can create that file.
/// Release builds contain none of this.
package enum Failpoint: String {
    /// A call's task is about to be committed.
    case callWritten
    /// A call's task is committed, and its caller does not know it yet.
    case callCommitted
    /// A worker has committed its claim.
    case claimCommitted
    /// The slot says that a task has started, and none of its code has run.
    case started
    /// The function has returned, and no other process knows it.
    case effectDone
    /// The outcome is in the slot, and not in the database.
    case outcomeNoted
    /// The outcome is committed, and no notification has been sent.
    case outcomeCommitted

    @inline(__always)
    package func pass() {
        #if DEBUG
        if let order = Self.order, order.moment == self, Self.isFirst(order.file) { Foundation.kill(getpid(), SIGKILL) }
        #endif
    }

    #if DEBUG
    private static let order: (moment: Failpoint, file: String)? = {
        let words = ProcessInfo.processInfo.environment["AUTOCRON_DIES_AT"]?.split(separator: ":", maxSplits: 1) ?? []
        guard words.count == 2, let moment = Failpoint(rawValue: String(words[0])) else { return nil }
        return (moment, String(words[1]))
    }()

    private static func isFirst(_ file: String) -> Bool {
        let descriptor = unsafe open(file, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor >= 0 { close(descriptor) }
        return descriptor >= 0
    }
    #endif
}
