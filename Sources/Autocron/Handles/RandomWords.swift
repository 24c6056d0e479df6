import Foundation
import Synchronization

/// Random numbers from the system, drawn many at once: each draw is a system call, and each task needs two numbers.
enum RandomWords {
    private static let words = Mutex<[UInt64]>([])

    static func pair() -> (UInt64, UInt64) {
        words.withLock { words in
            if words.count < 2 { draw(into: &words) }
            return (words.removeLast(), words.removeLast())
        }
    }

    private static func draw(into words: inout [UInt64]) {
        words = [UInt64](repeating: 0, count: count)
        let result = unsafe words.withUnsafeMutableBytes { unsafe getentropy($0.baseAddress, $0.count) }
        guard result != 0 else { return }
        var generator = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = generator.next() }
    }

    /// As many as the system gives in one call: 256 bytes.
    private static let count = 32
}
