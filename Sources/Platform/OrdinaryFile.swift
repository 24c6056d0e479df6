import Foundation

/// Opens files that should be regular files, without trusting that they are.
///
/// If another user could put something in a file's place, a link would lead elsewhere, and opening a named pipe would
/// block until its other end is opened.
package enum OrdinaryFile {
    /// - Parameters:
    ///   - path: The file; a symbolic link in its last part is refused.
    ///   - flags: The flags of `open`.
    /// - Returns: The descriptor, whose number is above those of the standard streams.
    /// - Throws: `SystemFailure`, also if it is not a regular file.
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
    ///   - path: The file.
    ///   - limit: The maximum number of bytes.
    /// - Returns: Its content; nil if there is no regular file that can be read.
    package static func read(_ path: String, limit: Int) -> [UInt8]? {
        try? contents(of: path, limit: limit)
    }

    /// Reads a small file, for callers that need the reason why it cannot be read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - limit: The maximum number of bytes.
    /// - Returns: Its content.
    /// - Throws: `SystemFailure` if there is no regular file that can be read.
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
