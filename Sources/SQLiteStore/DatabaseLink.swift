import Foundation
import TaskModel

/// The path of a database that does not exist yet: at the end of the symbolic links, if there are any on the way.
///
/// A release's folder often contains a link to a file in a shared folder, which the first deployment creates.
enum DatabaseLink {
    /// The kernel follows as many.
    private static let mostLinks = 40

    /// - Parameter text: A path at which there is no file.
    /// - Returns: The absolute path of the file to create.
    /// - Throws: `StoreError` if the folder is missing, or a link cannot be trusted.
    static func end(of text: String) throws(StoreError) -> String {
        var path = text
        for _ in 0..<mostLinks {
            let place = try place(for: path, of: text)
            guard let target = try target(of: place) else { return place }
            path =
                target.hasPrefix("/")
                ? target : (place as NSString).deletingLastPathComponent + "/" + target
        }
        throw StoreError(system: ELOOP, "the database '\(text)' cannot be found")
    }

    /// Finds the folder.
    private static func place(for path: String, of text: String) throws(StoreError) -> String {
        let directory = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        guard !name.contains("\u{FFFD}") else {
            throw StoreError(
                .invalidPath, "the database '\(text)' is not there\(DatabaseName.hint(name)); give it another name")
        }
        guard let resolved = try DatabaseFile.existing(directory.isEmpty ? "." : directory) else {
            let way = path == text ? "" : ", to which the link '\(text)' leads"
            throw StoreError(
                .missingDirectory,
                "there is no folder '\(directory)' for the database '\(path)'\(way)\(DatabaseName.hint(directory)); make it, "
                    + "or name another"
            )
        }
        return (resolved as NSString).appendingPathComponent(name)
    }

    /// Reads a link.
    ///
    /// - Returns: Its target; nil if there is no link.
    private static func target(of path: String) throws(StoreError) -> String? {
        var information = stat()
        guard unsafe lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFLNK else { return nil }
        try refuseOthers(information, path)
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &bytes, bytes.count)
        guard count >= 0 else { throw StoreError(system: errno, "the link '\(path)' cannot be read") }
        guard let target = String(validating: bytes.prefix(count), as: UTF8.self) else {
            throw StoreError(
                .invalidPath, "the link '\(path)' leads to a path with bytes that are no UTF-8; let it lead elsewhere")
        }
        return target
    }

    /// Refuses a link that another user has put into a world-writable folder, such as /tmp.
    ///
    /// This user's program would create a file where the other user wants it. The kernel applies the same rule to links
    /// that it follows itself.
    private static func refuseOthers(_ link: stat, _ path: String) throws(StoreError) {
        var folder = stat()
        guard unsafe stat((path as NSString).deletingLastPathComponent, &folder) == 0,
            folder.st_mode & S_ISVTX != 0, folder.st_mode & S_IWOTH != 0,
            link.st_uid != geteuid(), link.st_uid != folder.st_uid
        else { return }
        throw StoreError(
            .permissionDenied,
            "the link '\(path)' belongs to user \(link.st_uid), and lies in a folder in which all may write; name the file "
                + "itself"
        )
    }
}
