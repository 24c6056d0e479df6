import Dispatch

/// Passes messages to the program's log handler from a queue of its own, in their order.
///
/// A log handler may block: on a full pipe, or on the main thread. The threads that enforce tasks' time limits must not
/// wait for it, and neither must threads that hold a lock.
final class LogMessageQueue: Sendable {
    /// How long the end of the process waits for a handler.
    private static let flushTimeout = DispatchTimeInterval.milliseconds(500)

    private let handler: @Sendable (LogMessage) -> Void
    private let queue = DispatchQueue(label: "autocron.messages")

    init(_ handler: @escaping @Sendable (LogMessage) -> Void) {
        self.handler = handler
    }

    func log(_ message: LogMessage) {
        queue.async { [handler] in handler(message) }
    }

    /// Waits a moment for the handler to process all messages.
    func finish() {
        let isDone = DispatchSemaphore(value: 0)
        queue.async { isDone.signal() }
        _ = isDone.wait(timeout: .now() + Self.flushTimeout)
    }
}
