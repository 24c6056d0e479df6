package import Platform

/// What keeps a store's database small and fast: checkpoints, and the deletion of old outcomes.
package protocol StoreMaintenance: AnyObject, Sendable {
    /// Starts to work, in the process that hosts the workers.
    func start()

    /// Requests a pass; does not wait for it.
    ///
    /// - Parameter instant: Also delete tasks that ended before it; for a quiet moment.
    func request(deletingBefore instant: WallTime?)

    /// Requests the last pass, and waits for it; unfinished deletions are left to the next host.
    func finish()

    /// Does one pass on a thread of its own, unless one is under way, in a process that does not host, while no process
    /// hosts; no caller waits for it.
    func runWithoutHost()
}

/// When and by whom maintenance may be requested.
package enum MaintenanceOccasion: Sendable {
    /// A worker, or a thread that stores the tasks of many calls, has committed.
    case pool
    /// A caller has committed for itself: maintenance competes with callers for processor and disk, and most bursts end
    /// soon.
    case caller
    /// The application has committed through its own connection.
    case application
    /// The host looks for what programs have committed that do not know it.
    case poll
}

/// What a store's maintenance has to say to an operator.
package struct StoreNotice: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A reader keeps the write-ahead log from being restarted.
        case walBlocked
        /// The write-ahead log could not be copied.
        case walNotCopied
        /// Old outcomes could not be deleted.
        case outcomesNotDeleted
    }

    package var kind: Kind
    package var text: String
    /// The number of pages that it is about.
    package var pages: Int?
    /// The error that it is about.
    package var error: StoreError?

    package init(_ kind: Kind, _ text: String, pages: Int? = nil, error: StoreError? = nil) {
        self.kind = kind
        self.text = text
        self.pages = pages
        self.error = error
    }
}
