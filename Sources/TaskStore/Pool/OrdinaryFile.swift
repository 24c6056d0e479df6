import Foundation

/// Opens files that should be ordinary ones, without trusting that they are.
///
/// Where another user could put something in a file's place, a link would lead elsewhere, and a named pipe would make
/// the opener wait for its other end.
package enum OrdinaryFile {
    /// - Parameters:
    ///   - path: the file; a symbolic link in its last part is refused.
    ///   - flags: how to open it.
    /// - Returns: the descriptor, whose number is above those of the standard streams.
    /// - Throws: `SystemFailure`, also where it is no ordinary file.
    package static func open(_ path: String, _ flags: Int32) throws(SystemFailure) -> Descriptor {
        let number = Descriptor.aboveStreams(
            unsafe Foundation.open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600))
        guard number >= 0 else { throw SystemFailure("cannot open '\(path)'") }
        let descriptor = Descriptor(number)
        var information = stat()
        guard unsafe fstat(number, &information) == 0 else { throw SystemFailure("cannot look at '\(path)'") }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw SystemFailure(refusing: "'\(path)' is no ordinary file, which it should be; remove it")
        }
        return descriptor
    }

    /// Reads a small file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: bytes at most.
    /// - Returns: what it holds; nil where there is no ordinary file that can be read.
    package static func read(_ path: String, limit: Int) -> [UInt8]? {
        try? contents(of: path, limit: limit)
    }

    /// Reads a small file, where it matters why it cannot be read.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: bytes at most.
    /// - Returns: what it holds.
    /// - Throws: `SystemFailure` where there is no ordinary file that can be read.
    package static func contents(of path: String, limit: Int) throws(SystemFailure) -> [UInt8] {
        let descriptor = try open(path, O_RDONLY)
        var bytes: [UInt8] = []
        while bytes.count < limit {
            guard let more = descriptor.readAvailable(limit: min(65_536, limit - bytes.count)), !more.isEmpty else {
                break
            }
            bytes += more
        }
        return bytes
    }
}
