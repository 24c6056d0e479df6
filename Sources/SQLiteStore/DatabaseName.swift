import CSQLite
import Foundation
package import TaskModel
import WorkerFiles

/// Checks a database's name before the file system is used.
///
/// SQLite gives some names a special meaning; they do not lead to a file that worker processes could open.
package enum DatabaseName {
    /// Refuses text that cannot be a file's name.
    ///
    /// - Parameter text: The name as a caller or a user wrote it.
    /// - Throws: `StoreError`, which says what to write instead.
    package static func check(_ text: String) throws(StoreError) {
        guard !text.isEmpty else {
            throw StoreError(.missingDirectory, "the database's path is empty; name a file, such as \"app.db\"")
        }
        guard !text.contains("\0") else {
            throw StoreError(
                .invalidPath, "the database's path has a NUL character in it; name a file, such as \"app.db\"")
        }
        if text == memory { throw inMemory(text) }
        if text.hasPrefix("file:") { throw uri(text) }
    }

    private static let memory = ":memory:"

    private static func inMemory(_ text: String) -> StoreError {
        StoreError(
            .invalidPath,
            "'\(text)' means a database in memory, which worker processes cannot share; name a file, such as \"app.db\"; tests "
                + "have 'Autocron.testing' of the module AutocronTesting, which makes one for each"
        )
    }

    /// SQLite parses such a name as a URI only if that is switched on; either way one of the two readings would be a
    /// surprise.
    private static func uri(_ text: String) -> StoreError {
        // A query, or a fragment, follows these: https://www.sqlite.org/uri.html
        let parts = text.dropFirst("file:".count).split(separator: "#", omittingEmptySubsequences: false)[0]
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts[0]
        for authority in ["//localhost/", "///"] where path.hasPrefix(authority) {
            path = path.dropFirst(authority.count - 1)
        }
        let query = parts.count > 1 ? parts[1].split(separator: "&") : []
        let file = path.removingPercentEncoding ?? String(path)
        if file == memory || file.isEmpty || query.contains("mode=memory") { return inMemory(text) }
        return StoreError(
            .invalidPath,
            "'\(text)' is a URI, and a path is needed; write \"\(file)\", or \"./\(text)\" for a file that is called so"
        )
    }

    /// Refuses a path that is too long for SQLite, or for its companions, such as the workers' folder.
    ///
    /// - Parameter path: An absolute path.
    /// - Throws: `StoreError`.
    static func checkLength(_ path: String) throws(StoreError) {
        let name = (path as NSString).lastPathComponent
        let (length, most) = (name.utf8.count, Int(NAME_MAX) - PoolDirectory.suffix.utf8.count)
        guard length <= most else {
            throw StoreError(
                .invalidPath,
                "the name '\(name)' has \(length) bytes, and may have \(most), since the folder of its workers is called "
                    + "'…\(PoolDirectory.suffix)'; shorten it"
            )
        }
        let longest = longestPath
        guard path.utf8.count <= longest else {
            throw StoreError(
                .invalidPath,
                "the path '\(path)' has \(path.utf8.count) bytes, and SQLite takes \(longest); move the database to a folder "
                    + "with a shorter path"
            )
        }
    }

    /// Bytes; SQLite keeps eight for the ending of its journal.
    private static var longestPath: Int {
        let system = unsafe sqlite3_vfs_find(nil)
        return (unsafe system.map { unsafe Int($0.pointee.mxPathname) } ?? 512) - 8
    }

    /// A hint for the error about a name that has lost bytes before it came here.
    ///
    /// - Returns: The end of a sentence; empty for a name that is complete.
    static func hint(_ text: String) -> String {
        text.contains("\u{FFFD}") ? " ('\u{FFFD}' stands for bytes that are no UTF-8, which no path may have here)" : ""
    }
}
