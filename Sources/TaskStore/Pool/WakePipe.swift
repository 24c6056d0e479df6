import CPlatform
import Foundation
import Synchronization

/// The named pipe through which processes that do not hold the pool wake the one that does.
///
/// A byte means: look into the database. A full pipe loses nothing, since its reader is then awake in any case.
package enum WakePipe {
    /// Opens the reader's end.
    ///
    /// - Throws: `SystemFailure`.
    package static func reader(_ path: String) throws(SystemFailure) -> Descriptor {
        // For writing too: a reader without any writer would be told of the end of the stream, again and again.
        let number = Descriptor.aboveStreams(unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW))
        guard number >= 0 else { throw SystemFailure("cannot open the pipe '\(path)'") }
        return Descriptor(number)
    }
}

/// The writer's end, kept open between wake-ups.
package final class WakePipeWriter: Sendable {
    private let path: String
    private let descriptor = Mutex<Descriptor?>(nil)

    package init(path: String) {
        self.path = path
    }

    /// Wakes the pool's holder, if there is one; without one there is nobody to wake, and nothing to do.
    package func wake() {
        descriptor.withLock { descriptor in
            if let open = descriptor, open.poke([1]) { return }
            // Nobody read from it any more; a new holder has opened it anew, or will look by itself.
            descriptor = open()
            descriptor?.poke([1])
        }
    }

    private func open() -> Descriptor? {
        let number = unsafe Foundation.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        return number < 0 ? nil : Descriptor(number)
    }
}
