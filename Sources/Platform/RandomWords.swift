import Foundation

/// Random numbers from the system, drawn many at once, because each draw is a system call.
package struct RandomWords {
    private var words: [UInt64] = []

    package mutating func next() -> UInt64 {
        if words.isEmpty { draw() }
        return words.removeLast()
    }

    private mutating func draw() {
        words = [UInt64](repeating: 0, count: Self.count)
        let result = unsafe words.withUnsafeMutableBytes { unsafe getentropy($0.baseAddress, $0.count) }
        guard result != 0 else { return }
        var generator = SystemRandomNumberGenerator()
        for index in words.indices { words[index] = generator.next() }
    }

    /// As many as the system returns in one call: 256 bytes.
    private static let count = 32

    package init(words: [UInt64] = []) {
        self.words = words
    }
    /// Random numbers from the system, drawn many at once, because each draw is a system call.
}
