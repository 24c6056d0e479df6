import CPlatform
import Foundation
package import Platform
import Synchronization

/// The named pipe through which other processes notify the host process of what they have done.
///
/// A full pipe loses nothing but the request for a checkpoint, which is repeated: its reader is then awake in any case,
/// and looks at everything.
package enum WakePipe {
    /// The meaning of a byte.
    package enum Event: UInt8, Sendable {
        /// Anything may have changed: read the database.
        case changed = 1
        /// The store has something to tidy up, such as a WAL that is long enough for a checkpoint.
        case maintenanceDue = 2
        /// A task was stored that is due.
        case due = 3
        /// A task was stored that is due later.
        case later = 4
        /// Tasks were stored; the shared page says which.
        case noted = 5
    }

    /// The combined meaning of bytes that were read at once.
    package struct Events: Equatable, Sendable {
        package var hasChanged = false
        package var isMaintenanceDue = false
        /// How many tasks are due, at least.
        package var due = 0
        package var hasLater = false

        package init(_ bytes: [UInt8]) {
            for byte in bytes {
                switch Event(rawValue: byte) {
                case .maintenanceDue: isMaintenanceDue = true
                case .due: due += 1
                case .later: hasLater = true
                case .noted: break
                // A later build may write a byte that this one does not know.
                case .changed, nil: hasChanged = true
                }
            }
            // The pipe may have been full, and then a byte was not written.
            if bytes.count >= WakePipe.mostBytes { hasChanged = true }
        }
    }

    /// The number of bytes that are read at once.
    package static let mostBytes = 4_096

    /// Opens the reader's end.
    ///
    /// - Throws: `SystemFailure`.
    package static func reader(_ path: String) throws(SystemFailure) -> Descriptor {
        // Open for writing too: without any writer, a reader would see the end of the stream again and again.
        let number = Descriptor.aboveStreams(unsafe open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW))
        guard number >= 0 else { throw SystemFailure("cannot open the pipe '\(path)'") }
        let descriptor = Descriptor(number)
        var information = stat()
        guard unsafe fstat(number, &information) == 0 else { throw SystemFailure("cannot look at the pipe '\(path)'") }
        try check(information, path)
        return descriptor
    }

    /// Refuses a file that is not a pipe, and a pipe that lets any user take away the wake-ups.
    ///
    /// - Parameter path: An existing file.
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

/// The write end, kept open between wake-ups.
package final class WakePipeWriter: Sendable {
    private let path: String
    private let descriptor = Mutex<Descriptor?>(nil)

    package init(path: String) {
        self.path = path
    }

    /// Sends one notification to the host process, if there is one.
    ///
    /// - Returns: False if no process hosts the pool: there is no recipient, and usually nothing to do.
    @discardableResult
    package func send(_ events: WakePipe.Event...) -> Bool { send(events) }

    /// Sends several notifications to the host process at once.
    @discardableResult
    package func send(_ events: [WakePipe.Event]) -> Bool {
        let bytes = events.map(\.rawValue)
        return descriptor.withLock { descriptor in
            if let open = descriptor, open.writeAvailable(bytes) { return true }
            // The pipe has no reader any more; a new host has opened it again, or will read the database anyway.
            descriptor = open()
            return descriptor?.writeAvailable(bytes) ?? false
        }
    }

    private func open() -> Descriptor? {
        let number = unsafe Foundation.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW)
        guard number >= 0 else { return nil }
        let descriptor = Descriptor(number)
        // Nothing must be written to a file that another user has put there instead.
        var information = stat()
        guard unsafe fstat(number, &information) == 0, WakePipe.isPipe(information) else { return nil }
        return descriptor
    }
}
