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

    /// Reads what is there, without waiting on a non-blocking descriptor.
    ///
    /// - Parameter limit: bytes at most.
    /// - Returns: the bytes; empty at the end of the stream; nil if there is nothing now.
    package func readAvailable(limit: Int = 4_096) -> [UInt8]? {
        // On the stack: most often there are a few bytes, or none.
        unsafe withUnsafeTemporaryAllocation(byteCount: limit, alignment: 1) { buffer in
            while true {
                let count = unsafe read(number, buffer.baseAddress, limit)
                if count >= 0 { return unsafe [UInt8](buffer.prefix(count)) }
                switch errno {
                case EINTR: continue
                case EAGAIN: return nil
                default: return []  // A reset connection is as ended as a closed one.
                }
            }
        }
    }

    /// Writes without waiting and without a signal, for a byte or a small message.
    ///
    /// - Returns: false if the reader is gone; true also where the pipe is full, since its reader is then awake anyway.
    @discardableResult
    package func poke(_ bytes: [UInt8]) -> Bool {
        let written = unsafe autocron_write_quietly(number, bytes, bytes.count)
        return written >= 0 || errno == EAGAIN
    }
}

extension Descriptor {
    /// Gives a descriptor another number if it has that of a standard stream, which the host has closed: what the
    /// program prints must not go there.
    package static func aboveStreams(_ number: Int32) -> Int32 {
        guard (0...2).contains(number) else { return number }
        let moved = fcntl(number, F_DUPFD_CLOEXEC, 10)
        guard moved >= 0 else { return number }
        close(number)
        return moved
    }

    /// A pipe that nobody's children inherit, which never makes anybody wait.
    package static func pipe() throws(SystemFailure) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Foundation.pipe(&ends) == 0 else { throw SystemFailure("cannot make a pipe") }
        for index in ends.indices {
            ends[index] = aboveStreams(ends[index])
            makePrivate(ends[index])
        }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    /// Two connected sockets that nobody's children inherit, numbered so that they collide with nothing a spawned
    /// process is given.
    package static func socketPair() throws(SystemFailure) -> (Descriptor, Descriptor) {
        var ends: [Int32] = [-1, -1]
        #if os(Linux)
        let stream = Int32(SOCK_STREAM.rawValue)
        #else
        let stream = SOCK_STREAM
        #endif
        guard unsafe socketpair(AF_UNIX, stream, 0, &ends) == 0 else {
            throw SystemFailure("cannot make a socket pair")
        }
        let moved = ends.map { end in
            let number = fcntl(end, F_DUPFD_CLOEXEC, 10)
            close(end)
            return number
        }
        guard moved.allSatisfy({ $0 >= 0 }) else {
            for end in moved where end >= 0 { close(end) }
            throw SystemFailure("no file descriptor is free; raise the limit (ulimit -n)")
        }
        for end in moved { makePrivate(end) }
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

/// A call of the operating system that failed where it should not.
package struct SystemFailure: Error, CustomStringConvertible {
    package let description: String

    /// - Parameter what: what could not be done; the system's own words are added.
    package init(_ what: String) {
        description = unsafe "\(what): \(String(cString: strerror(errno)))"
    }
}
