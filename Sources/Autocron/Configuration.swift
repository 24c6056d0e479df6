import TaskModel

extension Autocron {
    /// How an application uses its database and its workers.
    ///
    /// What code sets here beats what `autocron settings` has stored in the database, and that beats the defaults. So
    /// leave alone what operators should be able to change.
    public struct Configuration: Sendable {
        /// What a stored task survives.
        public enum Durability: String, Hashable, Sendable, Codable {
            /// The death of every process. A power cut may undo the last moments, outcomes included.
            case normal
            /// A power cut as well; each commit then waits for the disk.
            case full
        }

        /// What code has set.
        var stated: [Setting: SettingValue] = [:]
        /// What an operator has stored in the database; it counts where the code says nothing.
        var stored: [Setting: SettingValue] = [:]

        /// What a stored task survives.
        public var durability: Durability {
            get { Durability(rawValue: word(.durability)) ?? .normal }
            set { stated[.durability] = .word(newValue.rawValue) }
        }

        /// How long the outcome of a task can be asked for after its end; a day, if nothing is set.
        public var resultTimeToLive: Duration {
            get { span(.resultTimeToLive) }
            set { stated[.resultTimeToLive] = .span(newValue) }
        }

        /// How long a running task is given to end by itself, once cancelled, when the application has ended without
        /// calling ``Autocron/stop(within:)``; then its process is killed.
        ///
        /// Five seconds, if nothing is set.
        public var shutdownGrace: Duration {
            get { span(.shutdownGrace) }
            set { stated[.shutdownGrace] = .span(newValue) }
        }

        /// How long a task that has passed its `timeout`, or that was cancelled, is given to end by itself, once
        /// cancelled; then its process is killed.
        ///
        /// Two seconds, if nothing is set.
        public var cancellationGrace: Duration {
            get { span(.cancellationGrace) }
            set { stated[.cancellationGrace] = .span(newValue) }
        }

        /// How long a running task goes on while its worker gets no answer from a PostgreSQL server; then its process is
        /// killed, and the attempt counts as interrupted.
        ///
        /// Fifteen seconds, if nothing is set; at least three. Other machines take the worker for dead five seconds later, so a
        /// shorter time means an earlier rescue from machines that are gone, and fewer tasks that outlast an outage of the
        /// network or the server. It has no meaning with a SQLite file.
        public var databasePatience: Duration {
            get { span(.databasePatience) }
            set { stated[.databasePatience] = .span(newValue) }
        }

        /// How long a worker process is given to reach `Autocron.start`; half a minute, if nothing is set.
        public var workerStartLimit: Duration {
            get { span(.workerStartLimit) }
            set { stated[.workerStartLimit] = .span(newValue) }
        }

        /// How many tasks a worker process runs before a fresh one takes its place; nil for no limit.
        public var maximumTasksPerWorker: Int? {
            get { number(.maximumTasksPerWorker) }
            set { stated[.maximumTasksPerWorker] = newValue.map { .number(Int64($0)) } ?? .unlimited }
        }

        /// How much memory a worker process may use, in bytes, before a fresh one takes its place; nil for no limit.
        ///
        /// It is measured when a task has ended, so it stops no task: it keeps leaks and large results of the allocator
        /// from adding up.
        public var workerMemoryLimit: Int? {
            get { number(.workerMemoryLimit) }
            set { stated[.workerMemoryLimit] = newValue.map { .number(Int64($0)) } ?? .unlimited }
        }

        /// How much workers yield to other processes, from 0 for not at all, if nothing is set, to 19 for as much as they
        /// can: the `nice` value that is added to the application's own.
        public var workerNiceness: Int {
            get { number(.workerNiceness) ?? 0 }
            set { stated[.workerNiceness] = .number(Int64(newValue)) }
        }

        /// The largest arguments that one call may have, in bytes of JSON; 1,048,576, if nothing is set.
        public var argumentLimit: Int {
            get { number(.argumentLimit) ?? .max }
            set { stated[.argumentLimit] = .number(Int64(newValue)) }
        }

        /// The largest result that one task may return, in bytes of JSON; 16 MiB, if nothing is set.
        ///
        /// An attempt that returns more has failed with ``TaskError/unstorableResult(_:)``: store large data elsewhere,
        /// and return its name.
        public var resultLimit: Int {
            get { number(.resultLimit) ?? .max }
            set { stated[.resultLimit] = .number(Int64(newValue)) }
        }

        /// The queues whose tasks this program's workers take; nil, the default, for all.
        ///
        /// So one of several machines that share a server's database can have a queue to itself, such as that of the tasks
        /// that need its graphics card:
        ///
        /// ```swift
        /// var configuration = Autocron.Configuration()
        /// configuration.servedQueues = ["gpu"]
        /// ```
        ///
        /// A function without a `queue:` is in the queue `"default"`. Tasks of other queues wait for a program that serves
        /// these. That is no limit for calls: the program may store tasks in any queue, and its recurring functions fire
        /// whatever their queues are. ``Autocron/waitUntilIdle()`` waits for the tasks of all queues.
        ///
        /// On an SQLite file one program at a time hosts workers, so what that one does not serve waits for its end.
        ///
        /// A worker is this program, started again, and takes the set from its own configuration. So let it depend on
        /// nothing that differs there: constants, arguments, the environment and the machine are the same.
        ///
        /// `start` refuses a set without names, and names that no function can have: empty ones, those of more than 200
        /// bytes, those with control characters.
        public var servedQueues: Set<String>?

        /// Takes what the library has to say; the default is ``printToStandardError(_:)``.
        ///
        /// The library calls it on threads of its own, in the application and in each worker, and possibly on several threads
        /// at once. Arguments of tasks are never part of a message.
        public var logHandler: @Sendable (LogMessage) -> Void = Self.printToStandardError

        /// The defaults.
        public init() {}

        /// Writes warnings and errors to standard error, a line each; drops what cannot be written there soon.
        ///
        /// It is the default ``logHandler``, and may be called by another one.
        ///
        /// - Parameter message: what to write.
        @Sendable
        public static func printToStandardError(_ message: LogMessage) {
            guard message.level >= .warning else { return }
            StandardErrorLog.shared.write(message.description)
        }
    }
}

extension Autocron.Configuration {
    /// How many worker processes there are; `start` says it in code.
    var workers: Int { number(.workers) ?? 1 }

    /// Code beats what is stored, and that beats the default.
    private func value(_ setting: Setting) -> SettingValue {
        stated[setting] ?? stored[setting] ?? setting.standard
    }

    private func span(_ setting: Setting) -> Duration {
        if case .span(let span) = value(setting) { span } else { .zero }
    }

    private func number(_ setting: Setting) -> Int? {
        if case .number(let number) = value(setting) { Int(clamping: number) } else { nil }
    }

    private func word(_ setting: Setting) -> String {
        if case .word(let word) = value(setting) { word } else { "" }
    }

    /// Refuses values that make no sense.
    package func check() throws(AutocronError) {
        for setting in Setting.allCases where setting != .workers {
            guard let value = stated[setting], let objection = setting.objection(to: value) else { continue }
            throw AutocronError(
                .invalidConfiguration, "'\(setting.property)' is \(setting.text(of: value)); \(objection)"
            )
        }
        if let objection = objectionToServedQueues {
            throw AutocronError(.invalidConfiguration, "'servedQueues' \(objection)")
        }
    }

    /// Why no worker could serve these queues: an empty set, or a name that no function can have.
    private var objectionToServedQueues: String? {
        guard let servedQueues else { return nil }
        guard !servedQueues.isEmpty else {
            return "is empty; leave it nil for all queues, or use 'workers: 0' for a program that runs no tasks"
        }
        for name in servedQueues.sorted() {
            if name.isEmpty { return "has an empty name; use that of a 'queue:', or \"default\"" }
            let count = name.utf8.count
            if count > TaskLimits.queue {
                return
                    "has the name '\(name.prefix(40))…' of \(count) bytes, and \(TaskLimits.queue) are allowed; use a shorter one"
            }
            if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                return "has the name '\(name)' with a control character, which no 'queue:' may have; leave it out"
            }
        }
        return nil
    }
}
