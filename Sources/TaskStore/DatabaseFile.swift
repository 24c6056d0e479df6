import CPlatform
import Foundation

/// The file that holds a database: found, checked, and made if it is not there.
///
/// SQLite would make it with the mode that the process's umask leaves, and has one vague sentence for a folder, a pipe
/// and a file that may not be written. So all of this is settled here, first.
package struct DatabaseFile: Equatable, Sendable {
    /// The path without symbolic links, which is one and the same for everybody who means this file.
    package let path: String

    /// Finds the file that a path means.
    ///
    /// - Parameters:
    ///   - text: a path, relative ones from the working directory.
    ///   - create: whether to make an empty file, with mode 0600, where there is none.
    /// - Throws: `StoreError`, in words for whoever wrote the path.
    package init(_ text: String, create: Bool) throws(StoreError) {
        guard !text.isEmpty else {
            throw StoreError(.missingDirectory, "the database's path is empty; name a file, such as \"app.db\"")
        }
        if let existing = Self.resolve(text) {
            path = existing
            try Self.check(existing)
        } else {
            path = try Self.place(for: text)
            try Self.refuseNetwork(holding: (path as NSString).deletingLastPathComponent, of: text)
            guard create else {
                throw StoreError(.missingDirectory, "there is no database '\(text)'; check the path")
            }
            try Self.create(path)
        }
    }

    /// - Returns: the path without symbolic links; nil if there is nothing.
    static func resolve(_ text: String) -> String? {
        guard let resolved = unsafe realpath(text, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Where a file that does not exist yet will be.
    private static func place(for text: String) throws(StoreError) -> String {
        let directory = (text as NSString).deletingLastPathComponent
        let name = (text as NSString).lastPathComponent
        guard let resolved = resolve(directory.isEmpty ? "." : directory) else {
            throw StoreError(
                .missingDirectory,
                "there is no folder '\(directory)' for the database '\(text)'; make it, or name another"
            )
        }
        return (resolved as NSString).appendingPathComponent(name)
    }

    private static func check(_ path: String) throws(StoreError) {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else {
            throw StoreError(
                .permissionDenied, "'\(path)' cannot be looked at: \(systemMessage()); check its owner and mode")
        }
        guard information.st_mode & S_IFMT != S_IFDIR else {
            throw StoreError(.isDirectory, "'\(path)' is a folder; name a file in it, such as '\(path)/app.db'")
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.notADatabase, "'\(path)' is no ordinary file; name another one")
        }
        // A page has 512 bytes at least; SQLite would take a file of one byte for an empty one, and write to it.
        guard information.st_size == 0 || information.st_size >= 512 else {
            throw StoreError(
                .notADatabase, "'\(path)' is not an SQLite database, and was left as it is; name another file"
            )
        }
        try refuseNetwork(holding: path, of: path)
        try checkAccess(path)
    }

    /// Asks for the right to write, without opening the file.
    ///
    /// Closing any descriptor of it would drop the locks that connections of this process, the application's own among
    /// them, hold on it: https://www.sqlite.org/howtocorrupt.html, section 2.2. Whether it is a database is seen by the
    /// first connection, before that writes.
    private static func checkAccess(_ path: String) throws(StoreError) {
        guard unsafe faccessat(AT_FDCWD, path, R_OK | W_OK, AT_EACCESS) == 0 else {
            throw StoreError(
                errno == EROFS ? .readOnly : .permissionDenied,
                "'\(path)' cannot be opened for writing: \(systemMessage()); check its owner and mode"
            )
        }
    }

    /// Refuses a file system over a network, where locks and shared memory between processes cannot be relied on.
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
        switch errno {
        case EEXIST: try check(path)  // Another process made it meanwhile.
        case ENOSPC, EDQUOT: throw StoreError(.diskFull, "no space for the database '\(path)'; free some")
        case EROFS: throw StoreError(.readOnly, "the database '\(path)' cannot be made: its file system is read-only")
        default:
            throw StoreError(
                .permissionDenied,
                "the database '\(path)' cannot be made: \(systemMessage()); check that this user may write in its folder"
            )
        }
    }
}

/// The system's words for the last failure.
func systemMessage() -> String {
    unsafe String(cString: strerror(errno))
}
