package import Platform
import Synchronization

extension TaskID {
    /// Makes an identifier, which sorts after all that this process has made before, unless the clock was set back.
    ///
    /// - Parameter now: The present.
    /// - Returns: A version 7 UUID.
    package static func make(at now: WallTime = .now()) -> TaskID {
        source.withLock { source in
            source.sequence.next(milliseconds: UInt64(max(0, now.microseconds / 1_000))) { source.words.next() }
        }
    }

    private struct Source {
        var sequence = TaskIDSequence()
        var words = RandomWords()
    }

    private static let source = Mutex(Source())
}
