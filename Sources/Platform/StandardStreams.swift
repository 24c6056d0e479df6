import Foundation

/// The standard streams of this process, as its workers inherit them.
package enum StandardStreams {
    /// Whether a stream is one that the program was given, or has opened as such.
    ///
    /// If a program is started with a stream closed, the next file that it opens takes the stream's number: its
    /// database, a log, a listening socket. A task must not print to that.
    ///
    /// - Parameter stream: 1 or 2.
    package static func isPassedOn(_ stream: Int32) -> Bool {
        // Files that a program opens for itself are marked close-on-exec; a stream never is.
        let flags = fcntl(stream, F_GETFD)
        guard flags >= 0, flags & FD_CLOEXEC == 0 else { return false }
        guard fcntl(stream, F_GETFL) & O_ACCMODE != O_RDONLY else { return false }
        var listens: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        // A descriptor that is not a socket does not listen.
        _ = unsafe getsockopt(stream, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size)
        return listens == 0
    }

    /// Opens the null device in place of closed streams, so that no file opened later takes their numbers.
    package static func fillClosed() {
        for stream in Int32(0)...2 where fcntl(stream, F_GETFD) < 0 {
            let number = unsafe open("/dev/null", O_RDWR)
            // Another thread was faster.
            if number > 2 { close(number) }
        }
    }
}
