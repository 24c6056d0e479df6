package import TestMessages

/// Which event a test waits for, and what that event must then tell.
///
/// The name, the task's tag and the like choose the event; another attempt, value or code than the one that is required fails
/// the test at once, with the line that was received.
package struct EventPattern: Sendable, CustomStringConvertible {
    package let description: String
    private let isChosen: @Sendable (TestEvent) -> Bool
    private let isRight: @Sendable (TestEvent) -> Bool

    private init(
        _ name: TestEvent.Name, _ details: String? = nil,
        where isChosen: @escaping @Sendable (TestEvent) -> Bool = { _ in true },
        requires isRight: @escaping @Sendable (TestEvent) -> Bool = { _ in true }
    ) {
        description = details.map { "'\(name)' \($0)" } ?? "'\(name)'"
        self.isChosen = { $0.name == name && isChosen($0) }
        self.isRight = isRight
    }

    package func matches(_ event: TestEvent) -> Bool { isChosen(event) }

    package func accepts(_ event: TestEvent) -> Bool { isRight(event) }
}

// MARK: The application

extension EventPattern {
    package static let started = Self(.started)
    package static let hosting = Self(.hosting)
    package static let returned = Self(.returned)
    package static let stopped = Self(.stopped)
    package static let idle = Self(.idle)
    package static let atGate = Self(.atGate)
    package static let stalled = Self(.stalled)
    package static let refused = Self(.refused)

    /// - Parameter code: the code of the refusal, which is required.
    package static func refused(_ code: String) -> Self {
        Self(.refused, "with code \(code)", requires: { $0.value == code })
    }

    package static let log = Self(.log)

    /// - Parameter beginning: how the message begins.
    package static func log(_ level: TestEvent.Level, _ beginning: String = "") -> Self {
        Self(.log, "\(level) '\(beginning)…'", where: { $0.log?.level == level && $0.text.hasPrefix(beginning) })
    }

    /// A message whose level the program does not tell.
    package static func log(_ beginning: String) -> Self {
        Self(.log, "'\(beginning)…'", where: { $0.text.hasPrefix(beginning) })
    }

    /// - Parameter event: the message's stable name.
    package static func log(_ level: TestEvent.Level, event: String) -> Self {
        Self(.log, "\(level) of \(event)", where: { $0.log?.level == level && $0.log?.event == event })
    }
}

// MARK: Answers to orders

extension EventPattern {
    package static let stored = Self(.stored)
    package static let called = Self(.called)
    package static let kept = Self(.kept)
    package static let waiting = Self(.waiting)
    package static let waited = Self(.waited)
    package static let holding = Self(.holding)
    package static let forked = Self(.forked)
    package static let value = Self(.value)
    package static let error = Self(.error)

    /// - Parameter text: the value as text, which is required.
    package static func value(_ text: String) -> Self {
        Self(.value, "of \(text)", requires: { $0.value == text })
    }

    /// - Parameter status: the status, which is required.
    package static func status(_ status: String) -> Self {
        Self(.status, "of \(status)", requires: { $0.value == status })
    }

    package static let status = Self(.status)

    /// - Parameter text: the value that the wait has returned, which is required.
    package static func waited(_ text: String) -> Self {
        Self(.waited, "for \(text)", requires: { $0.value == text })
    }

    /// - Parameter words: words that the error's sentence must contain.
    package static func error(_ words: String) -> Self {
        Self(.error, "with '…\(words)…'", requires: { $0.text.contains(words) })
    }

    /// - Parameters:
    ///   - order: the order that has failed.
    ///   - words: words that the error's sentence must contain.
    package static func error(of order: TestOrder, _ words: String = "") -> Self {
        Self(
            .error, "of \(order) with '…\(words)…'", where: { $0.order == order },
            requires: { words.isEmpty || $0.text.contains(words) })
    }
}

// MARK: Tasks

extension EventPattern {
    package static let began = Self(.began)

    /// - Parameters:
    ///   - tag: the task's tag.
    ///   - attempt: the attempt, which is required; nil where any will do.
    package static func began(_ tag: String, attempt: Int? = nil) -> Self {
        Self(
            .began, "of \(tag)" + (attempt.map { " in attempt \($0)" } ?? ""), where: { $0.task == tag },
            requires: { attempt == nil || $0.attempt == attempt })
    }

    package static func ended(_ tag: String) -> Self { Self(.ended, "of \(tag)", where: { $0.task == tag }) }

    package static func cancelled(_ tag: String) -> Self { Self(.cancelled, "of \(tag)", where: { $0.task == tag }) }

    package static func spinning(_ tag: String) -> Self { Self(.spinning, "of \(tag)", where: { $0.task == tag }) }

    package static let thawed = Self(.thawed)
    package static let environment = Self(.environment)

    package static func bytes(_ text: String) -> Self { Self(.bytes, "of \(text)", requires: { $0.value == text }) }

    package static let fired = Self(.fired)

    /// - Parameter function: the recurring function, as its program names it.
    package static func fired(_ function: String) -> Self {
        Self(.fired, "of \(function)", where: { $0.firing?.function == function })
    }
}
