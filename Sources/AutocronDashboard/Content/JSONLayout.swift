import Foundation
import TaskModel

/// Stored JSON as people read it: indented, with all its digits and its keys in their order.
enum JSONLayout {
    /// The text, one value a line.
    ///
    /// - Parameter json: A stored value; what is not JSON is returned as its text.
    static func text(_ json: [UInt8]) -> String {
        guard JSONDepth.isAtMost(TaskLimits.depth, json),
            (try? JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)) != nil
        else { return String(validating: json, as: UTF8.self) ?? TerminalEscaping.text(json) }
        var layout = Writer()
        var tokens = JSONTokens(json)
        while let token = tokens.next() { layout.write(token) }
        return String(decoding: layout.bytes, as: UTF8.self)
    }

    private struct Writer {
        var bytes: [UInt8] = []
        private var depth = 0
        /// Whether nothing has followed the last opening bracket.
        private var isEmpty = false

        mutating func write(_ token: JSONTokens.Token) {
            guard token.kind != .space else { return }
            if token.kind == .close {
                depth -= 1
                if !isEmpty { breakLine() }
            } else if isEmpty {
                breakLine()
            }
            isEmpty = token.kind == .open
            bytes += token.bytes
            switch token.kind {
            case .open: depth += 1
            case .comma: breakLine()
            case .colon: bytes.append(UInt8(ascii: " "))
            case .close, .key, .scalar, .space: break
            }
        }

        private mutating func breakLine() {
            bytes.append(UInt8(ascii: "\n"))
            // Deep nesting must not cost the square of its depth.
            bytes += [UInt8](repeating: UInt8(ascii: " "), count: 2 * min(max(depth, 0), 40))
        }
    }
}
