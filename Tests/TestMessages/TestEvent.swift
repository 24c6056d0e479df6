package import Foundation

/// What a process of the test programs tells the test, one JSON object a line on the standard output that application and
/// workers share.
package struct TestEvent: Hashable, Sendable {
    /// What happened.
    package var name: Name
    /// The process that tells it.
    package var process: pid_t = getpid()
    /// The tag that the order gave the task.
    package var task: String?
    /// The attempt that a task is in.
    package var attempt: Int?
    /// Another process, which this one has started.
    package var child: pid_t?
    /// The identifiers of stored tasks.
    package var ids: [String] = []
    /// A result, a status, or the code of a refusal.
    package var value: String?
    /// The sentence of a log message or error.
    package var text = ""
    /// The order that has failed.
    package var order: TestOrder?
    /// What a log message has beside its text.
    package var log: Log?
    /// Which instant a recurring function runs for.
    package var firing: Firing?

    package init(
        _ name: Name, task: String? = nil, attempt: Int? = nil, child: pid_t? = nil, ids: [String] = [],
        value: String? = nil, text: String = "", order: TestOrder? = nil, log: Log? = nil, firing: Firing? = nil
    ) {
        self.name = name
        self.task = task
        self.attempt = attempt
        self.child = child
        self.ids = ids
        self.value = value
        self.text = text
        self.order = order
        self.log = log
        self.firing = firing
    }

    package enum Name: String, Codable, Sendable {
        // The application.
        case started, hosting, returned, refused, stopped, idle, atGate, log, stalled
        // Answers to orders.
        case stored, called, kept, value, status, error, waiting, waited, holding, forked
        // Tasks.
        case began, ended, cancelled, spinning, thawed, environment, bytes, fired
    }

    package enum Level: String, Codable, Sendable {
        case debug, info, warning, error
    }

    package struct Log: Codable, Hashable, Sendable {
        package var level: Level
        /// The message's stable name.
        package var event: String
        package var metadata: [String: String]

        package init(level: Level, event: String, metadata: [String: String]) {
            self.level = level
            self.event = event
            self.metadata = metadata
        }
    }

    /// Times are in microseconds.
    package struct Firing: Codable, Hashable, Sendable {
        /// Which of the program's functions.
        package var function: String
        /// Since 1970; 0 where the run has no instant.
        package var instant: Int64
        /// How many instants this run takes the place of, beside its own.
        package var missed: Int
        /// From the instant to the beginning of the run.
        package var lateness: Int64

        package init(function: String, instant: Int64, missed: Int, lateness: Int64) {
            self.function = function
            self.instant = instant
            self.missed = missed
            self.lateness = lateness
        }
    }

    /// The one identifier that is told; empty where there is none.
    package var id: String { ids.first ?? "" }
}

extension TestEvent: CustomStringConvertible {
    /// The event as its line.
    package var description: String { TestMessage.line(self) }
}

extension TestEvent: Codable {
    private enum Key: CodingKey {
        case name, process, task, attempt, child, ids, value, text, order, log, firing
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(Name.self, forKey: .name)
        process = try container.decode(pid_t.self, forKey: .process)
        task = try container.decodeIfPresent(String.self, forKey: .task)
        attempt = try container.decodeIfPresent(Int.self, forKey: .attempt)
        child = try container.decodeIfPresent(pid_t.self, forKey: .child)
        ids = try container.decodeIfPresent([String].self, forKey: .ids) ?? []
        value = try container.decodeIfPresent(String.self, forKey: .value)
        text = try container.decodeIfPresent(String.self, forKey: .text) ?? ""
        order = try container.decodeIfPresent(TestOrder.self, forKey: .order)
        log = try container.decodeIfPresent(Log.self, forKey: .log)
        firing = try container.decodeIfPresent(Firing.self, forKey: .firing)
    }

    /// Leaves out what is not said, so that a failed test shows short lines.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encode(process, forKey: .process)
        try container.encodeIfPresent(task, forKey: .task)
        try container.encodeIfPresent(attempt, forKey: .attempt)
        try container.encodeIfPresent(child, forKey: .child)
        if !ids.isEmpty { try container.encode(ids, forKey: .ids) }
        try container.encodeIfPresent(value, forKey: .value)
        if !text.isEmpty { try container.encode(text, forKey: .text) }
        try container.encodeIfPresent(order, forKey: .order)
        try container.encodeIfPresent(log, forKey: .log)
        try container.encodeIfPresent(firing, forKey: .firing)
    }
}
