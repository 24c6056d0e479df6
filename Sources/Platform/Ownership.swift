package import Foundation

/// Gives files that the superuser creates beside a database to the database's user.
///
/// SQLite does so with its log. Otherwise a single `sudo autocron …`, or a start by root, would leave files behind that
/// keep the application from its own pool.
package enum Ownership {
    /// Gives an open file, if it is root's, to the owner of its folder.
    package static func likeFolder(of path: String, _ descriptor: Descriptor) {
        guard geteuid() == 0, let folder = owner(of: (path as NSString).deletingLastPathComponent), folder.user != 0
        else { return }
        var information = stat()
        guard unsafe fstat(descriptor.number, &information) == 0, information.st_uid == 0 else { return }
        _ = fchown(descriptor.number, folder.user, folder.group)
    }

    /// Gives a newly created file to the owner of another one.
    package static func like(_ model: String, _ path: String) {
        guard geteuid() == 0, let owner = owner(of: model), owner.user != 0 else { return }
        _ = unsafe lchown(path, owner.user, owner.group)
    }

    package static func owner(of path: String) -> (user: uid_t, group: gid_t)? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? (information.st_uid, information.st_gid) : nil
    }
}
