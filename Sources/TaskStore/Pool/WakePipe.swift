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
        let descriptor = Descriptor(number)
        var information = stat()
        guard unsafe fstat(number, &information) == 0 else { throw SystemFailure("cannot look at the pipe '\(path)'") }
        try check(information, path)
        return descriptor
    }

    /// Refuses what is no pipe, and one from which any user could take the wake-ups away.
    ///
    /// - Parameter path: something that exists.
    /// - Throws: `SystemFailure`.
    static func check(_ path: String) throws(SystemFailure) {
        var information = stat()
        guard unsafe lstat(path, &information) == 0 else { throw SystemFailure("cannot look at the pipe '\(path)'") }
        try check(information, path)
    }

    private static func check(_ information: stat, _ path: String) throws(SystemFailure) {
        guard isPipe(information) else {
            throw SystemFailure(refusing: "'\(path)' is not the pipe it should be; remove it")
        }
        let mode = information.st_mode & 0o777
        guard mode & 0o007 == 0 else {
            throw SystemFailure(
                refusing:
                    "all users can use the pipe '\(path)' (mode \(String(mode, radix: 8))), and take wake-ups away; "
                    + "say 'chmod 600'"
            )
        }
    }

    static func isPipe(_ information: stat) -> Bool {
        information.st_mode & S_IFMT == S_IFIFO
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
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(number)
        // What another user has put there instead must not be written to.
        var information = stat()
        guard unsafe fstat(number, &information) == 0, WakePipe.isPipe(information) else { return nil }
        return descriptor
    }
}
