import CPlatform
import Foundation

/// An open file descriptor, closed with its last owner.
package final class Descriptor: Sendable {
    package let number: Int32

    package init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Reads the bytes that are there; on a non-blocking descriptor it does not wait.
    ///
    /// - Parameter limit: The maximum number of bytes.
    /// - Returns: The bytes; empty at the end of the stream; nil if there are none now.
    package func readAvailable(limit: Int = 4_096) -> [UInt8]? {
        // On the stack: usually there are a few bytes, or none.
        unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { buffer in
            while true {
                let count = unsafe read(number, buffer.baseAddress, limit)
                if count >= 0 { return unsafe [UInt8](buffer.prefix(count)) }
                switch errno {
                case EINTR: continue
                case EAGAIN: return nil
                default: return []  // A reset connection has ended like a closed one.
                }
            }
        }
    }

    /// Writes without blocking and without a signal; for a byte or a small message.
    ///
    /// - Returns: False if the reader is gone; true also if the pipe is full, because its reader is then awake anyway.
    @discardableResult
    package func writeAvailable(_ bytes: [UInt8]) -> Bool {
        let written = unsafe autocron_write_quietly(number, bytes, bytes.count)
        return written >= 0 || errno == EAGAIN
    }
}

extension Descriptor {
    /// Moves a descriptor to another number if it has that of a standard stream, which the host program has closed: the
    /// program's output must not go there.
    package static func aboveStreams(_ number: Int32) -> Int32 {
        guard (0...2).contains(number) else { return number }
        let moved = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard moved >= 0 else { return number }
        close(number)
        return moved
    }

    /// A non-blocking pipe that no child process inherits.
    package static func pipe() throws(SystemFailure) -> (readEnd: Descriptor, writeEnd: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe autocron_pipe(&ends) else { throw SystemFailure("cannot make a pipe") }
        for index in ends.indices {
            ends[index] = aboveStreams(ends[index])
            makePrivate(ends[index])
        }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    /// A blocking pipe that no child process inherits, numbered above the descriptors that a worker inherits.
    package static func waitingPipe() throws(SystemFailure) -> (readEnd: Descriptor, writeEnd: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe autocron_pipe(&ends) else { throw SystemFailure("cannot make a pipe") }
        return try aboveInherited(ends, "cannot make a pipe")
    }

    /// Two connected sockets that no child process inherits, numbered above the descriptors that a worker inherits.
    package static func socketPair() throws(SystemFailure) -> (Descriptor, Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe autocron_socket_pair(&ends) else { throw SystemFailure("cannot make a socket pair") }
        let moved = try aboveInherited(ends, "cannot make a socket pair")
        for end in [moved.readEnd, moved.writeEnd] { makePrivate(end.number) }
        return (moved.readEnd, moved.writeEnd)
    }

    /// Moves two descriptors to numbers above those that a worker inherits.
    private static func aboveInherited(
        _ ends: [Int32], _ what: String
    ) throws(SystemFailure) -> (readEnd: Descriptor, writeEnd: Descriptor) {
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        let error = errno
        for end in ends { close(end) }
        guard moved.allSatisfy({ $0 >= 0 }) else {
            for end in moved where end >= 0 { close(end) }
            // The limit of open files is the only reason for the kernel to have no number above the given one.
            errno = error == EINVAL ? EMFILE : error
            throw SystemFailure(what)
        }
        return (Descriptor(moved[0]), Descriptor(moved[1]))
    }

    package static func makePrivate(_ number: Int32) {
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK)
        #if canImport(Darwin)
        var one: Int32 = 1
        unsafe setsockopt(number, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
        #endif
    }
}
