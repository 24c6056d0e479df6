import CPlatform
import Foundation
import Synchronization

/// The named pipe through which processes that do not hold the pool tell the one that does what they have done.
///
/// A full pipe loses nothing but the request for a checkpoint, which is repeated: its reader is then awake in any case,
/// and looks at everything.
package enum WakePipe {
    /// What a byte says.
    package enum Word: UInt8, Sendable {
        /// Anything may have changed: look into the database.
        case changed = 1
        /// The write-ahead log is long enough to be copied.
        case logGrown = 2
        /// A task was stored that is due.
        case due = 3
        /// A task was stored that is due later.
        case later = 4
        /// Tasks were stored; the shared page says which.
        case noted = 5
    }

    /// What the bytes say together that were read at once.
    package struct News: Equatable, Sendable {
        package var hasChanged = false
        package var hasLogGrown = false
        /// How many tasks are due, at least.
        package var due = 0
        package var hasLater = false

        package init(_ bytes: [UInt8]) {
            for byte in bytes {
                switch Word(rawValue: byte) {
                case .logGrown: hasLogGrown = true
                case .due: due += 1
                case .later: hasLater = true
                case .noted: break
                // A later build may say something that this one does not know.
                case .changed, nil: hasChanged = true
                }
            }
            // It may have been full, and then something was not said.
            if bytes.count >= WakePipe.mostBytes { hasChanged = true }
        }
    }

    /// As many bytes as are read at once.
    package static let mostBytes = 4_096

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

    /// Tells the pool's holder something, if there is one.
    ///
    /// - Returns: false if no process hosts the pool: there is none to tell, and most often nothing to do.
    @discardableResult
    package func tell(_ words: WakePipe.Word...) -> Bool { tell(words) }

    /// Tells the pool's holder several things at once.
    @discardableResult
    package func tell(_ words: [WakePipe.Word]) -> Bool {
        let bytes = words.map(\.rawValue)
        return descriptor.withLock { descriptor in
            if let open = descriptor, open.poke(bytes) { return true }
            // Nobody read from it any more; a new holder has opened it anew, or will look by itself.
            descriptor = open()
            return descriptor?.poke(bytes) ?? false
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
