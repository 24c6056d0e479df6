/// What hosts of different machines tell each other; all of it is found without it too, at the next look.
package enum HostNews: Hashable, Sendable {
    /// Tasks are due, for which no worker sleeps on the machine that tells.
    case tasksDue
    /// Anything else may have changed: a running task was cancelled, or a task is due later.
    case changed
}

/// The connection between hosts of different machines.
package protocol HostChannel: AnyObject, Sendable {
    /// Hears what other machines tell from now on.
    ///
    /// - Parameter receive: Called on a thread of the channel.
    func listen(_ receive: @escaping @Sendable (HostNews) -> Void)

    /// Tells all other machines' hosts; does not wait.
    func tell(_ news: HostNews)

    /// Tells and hears nothing any more.
    func close()
}
