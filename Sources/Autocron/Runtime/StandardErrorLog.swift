import Foundation
import Platform
import Synchronization

/// The lines that the default log handler writes.
///
/// The thread that supervises the workers calls the handler, so a fault of standard error must not block that thread,
/// let alone end the program.
final class StandardErrorLog: Sendable {
    private struct State {
        /// Messages lost since the last one that was written.
        var lost = 0
        /// A line was begun, and its end is lost.
        var isTorn = false
    }

    static let shared = StandardErrorLog(stream: 2)

    /// How long a message waits for the reader; the next messages do not wait until one is written.
    private static let writeTimeout = Duration.milliseconds(200)

    private let stream: Int32
    private let state = Mutex(State())

    init(stream: Int32) {
        self.stream = stream
    }

    /// Writes a line in one piece, so that lines of several processes do not mix.
    func write(_ line: String) {
        state.withLock { state in
            let lost = state.lost
            let before = (state.isTorn ? "\n" : "") + (lost > 0 ? Self.note(lost) + "\n" : "")
            let bytes = Array((before + line + "\n").utf8)
            let written = BoundedOutput.write(bytes, to: stream, within: lost > 0 ? .zero : Self.writeTimeout)
            if written == bytes.count {
                state = State()
            } else {
                state.lost = (written >= before.utf8.count ? 0 : lost) + 1
                if written > 0 { state.isTorn = bytes[written - 1] != UInt8(ascii: "\n") }
            }
        }
    }

    private static func note(_ lost: Int) -> String {
        "autocron warning: \(lost) message\(lost == 1 ? "" : "s") before this one could not be written here"
    }
}
