import Foundation

/// How orders and events become lines.
package enum TestMessage {
    package static func line(_ message: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in an order or event can be refused by the encoder but numbers that are none.
        return (try? encoder.encode(message)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    package static func read<Message: Decodable>(_ line: String, as type: Message.Type = Message.self) -> Message? {
        try? JSONDecoder().decode(type, from: Data(line.utf8))
    }
}

/// Tells the test something.
///
/// One write a line: as long as that is shorter than a pipe's buffer, lines of several processes do not mix. Foundation's
/// file handles would end the process where standard output is closed.
package func report(_ event: TestEvent) {
    guard !CommandLine.arguments.contains("mute") else { return }
    let bytes = Array((TestMessage.line(event) + "\n").utf8)
    _ = unsafe write(1, bytes, bytes.count)
}

/// What a test program is told on its standard input.
///
/// A thread of its own reads it: waiting for a line must not keep Swift's threads from working.
package enum TestInput {
    /// The orders, to the end of the input.
    package static func orders() -> AsyncStream<TestOrder> {
        AsyncStream { continuation in
            Thread.detachNewThread {
                while let line = readLine() {
                    if let order = TestMessage.read(line, as: TestOrder.self) {
                        continuation.yield(order)
                    } else {
                        report(TestEvent(.error, text: "this is no order: \(line)"))
                    }
                }
                continuation.finish()
            }
        }
    }

    /// Returns when the test has closed the input, or has ended.
    package static func waitForEnd() async {
        for await _ in orders() {}
    }
}
