import CPlatform
import Foundation
package import TaskModel

/// The file that contains a database: found, checked, and created if it does not exist.
///
/// SQLite would create it with the mode that the process's umask leaves, and has one vague sentence for a folder, a
/// pipe and a file without write permission. So these checks come first.
package struct DatabaseFile: Equatable, Sendable {
    /// The path without symbolic links, which is the same for every user of this file.
    package let path: String

    /// Finds the file that a path means.
    ///
    /// - Parameters:
    ///   - text: A path; a relative one starts at the working directory.
    ///   - create: Whether to create an empty file, with mode 0600, if there is none.
    /// - Throws: `StoreError`, worded for the person who wrote the path.
    package init(_ text: String, create: Bool) throws(StoreError) {
        try DatabaseName.check(text)
        if let existing = try Self.existing(text) {
            path = existing
            try DatabaseName.checkLength(path)
            try Self.check(existing)
        } else {
            path = try DatabaseLink.end(of: text)
            guard create else {
                throw StoreError(.missingDirectory, "there is no database '\(text)'; check the path")
            }
            try DatabaseName.checkLength(path)
            try Self.refuseNetwork(holding: (path as NSString).deletingLastPathComponent, of: text)
            try Self.create(path)
        }
    }

    /// - Returns: The path without symbolic links; nil if there is nothing, or if it cannot be examined.
    static func resolve(_ text: String) -> String? {
        try? existing(text)
    }

    /// - Returns: The path without symbolic links; nil if there is no such file, or no such folder.
    static func existing(_ text: String) throws(StoreError) -> String? {
        guard let resolved = unsafe realpath(text, nil) else {
            let code = errno
            guard code != ENOENT else { return nil }
            throw StoreError(system: code, "'\(text)' cannot be found")
        }
        defer { unsafe free(resolved) }
        guard let path = unsafe String(validatingCString: resolved) else {
            throw StoreError(
                .invalidPath,
                "'\(text)' means '\(unsafe String(cString: resolved))', a path with bytes that are no UTF-8; "
                    + "give the folders and the file names that are"
            )
        }
        return path
    }

    private static func check(_ path: String) throws(StoreError) {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else {
            throw StoreError(system: errno, "'\(path)' cannot be looked at")
        }
        guard information.st_mode & S_IFMT != S_IFDIR else {
            throw StoreError(.isDirectory, "'\(path)' is a folder; name a file in it, such as '\(path)/app.db'")
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.notADatabase, "'\(path)' is no ordinary file; name another one")
        }
        // A page has at least 512 bytes; SQLite would treat a file of one byte as an empty one, and write to it.
        guard information.st_size == 0 || information.st_size >= 512 else {
            throw StoreError(
                .notADatabase, "'\(path)' is not an SQLite database, and was left as it is; name another file"
            )
        }
        try refuseNetwork(holding: path, of: path)
        try checkAccess(path)
    }

    /// Checks for write permission, without opening the file.
    ///
    /// Closing any descriptor of the file would drop the locks that this process's connections, including the
    /// application's own, hold on it: https://www.sqlite.org/howtocorrupt.html, section 2.2. The first connection finds
    /// out whether it is a database, before it writes.
    private static func checkAccess(_ path: String) throws(StoreError) {
        guard unsafe faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0 else {
            throw StoreError(system: errno, "'\(path)' cannot be opened for writing")
        }
    }

    /// Refuses a network file system, where locks and shared memory between processes are unreliable.
    private static func refuseNetwork(holding path: String, of database: String) throws(StoreError) {
        guard let kind = unsafe autocron_network_file_system(path) else { return }
        throw StoreError(
            .networkFileSystem,
            "the database '\(database)' is on a network file system (\(unsafe String(cString: kind))), where its locks "
                + "do not hold; put it on a local disk"
        )
    }

    private static func create(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
            return
        }
        let code = errno
        // Another process created it in the meantime.
        if code == EEXIST { return try check(path) }
        throw StoreError(system: code, "the database '\(path)' cannot be made")
    }
}
