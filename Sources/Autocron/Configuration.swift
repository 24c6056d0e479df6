extension Autocron {
    /// How an application uses its database and its workers.
    public struct Configuration: Sendable {
        /// What a stored task survives.
        public enum Durability: String, Hashable, Sendable, Codable {
            /// The death of every process. A power cut may undo the last moments, outcomes included.
            case normal
            /// A power cut as well; each commit then waits for the disk.
            case full
        }

        /// What a stored task survives.
        public var durability = Durability.normal

        /// How long the outcome of a task can be asked for after its end.
        public var resultTimeToLive = Duration.seconds(86_400)

        /// How long a running task is given to end by itself, once cancelled, when the application has ended without
        /// calling ``Autocron/stop(within:)``; then its process is killed.
        public var shutdownGrace = Duration.seconds(5)

        /// How long a task that has passed its `timeout`, or that somebody cancelled, is given to end by itself, once
        /// cancelled; then its process is killed.
        public var cancellationGrace = Duration.seconds(2)

        /// How long a worker process is given to reach `Autocron.start`.
        public var workerStartLimit = Duration.seconds(30)

        /// How many tasks a worker process runs before a fresh one takes its place; nil for no limit.
        public var maximumTasksPerWorker: Int?

        /// How much memory a worker process may use, in bytes, before a fresh one takes its place; nil for no limit.
        ///
        /// It is measured when a task has ended, so it stops no task: it keeps leaks and large results of the allocator
        /// from adding up.
        public var workerMemoryLimit: Int?

        /// How much workers yield to other processes, from 0 for not at all to 19 for as much as they can: the `nice`
        /// value that is added to the application's own.
        public var workerNiceness = 0

        /// The largest arguments that one call may have, in bytes of JSON.
        public var argumentLimit = 1_048_576

        /// Takes what the library has to say; the default writes warnings and errors to standard error.
        ///
        /// It is called on threads of the library, in the application and in each worker. Arguments of tasks are never
        /// part of a message.
        public var log: @Sendable (LogMessage) -> Void = LogMessage.printToStandardError

        /// The defaults.
        public init() {}
    }
}
