import Foundation

/// An operating system call that failed unexpectedly.
package struct SystemFailure: Error, CustomStringConvertible {
    /// The system's error number; 0 if the system reported no error, but the result is refused.
    package let code: Int32
    package let description: String

    /// - Parameters:
    ///   - what: What could not be done; the system's own description is added, and what to do.
    ///   - advice: What to do, if the caller knows better than ``SystemRemedy``.
    package init(_ what: String, advice: String? = nil) {
        code = errno
        let remedy = advice ?? SystemRemedy.of(code)
        description = "\(what): \(SystemRemedy.words(of: code))" + (remedy.map { "; \($0)" } ?? "")
    }

    /// Whether the same call may succeed a little later, without a change to the file: a resource has run out for now.
    package var isShortage: Bool {
        [EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR].contains(code)
    }

    /// - Parameter finding: What was found, what was expected, and what to do.
    package init(refusing finding: String) {
        code = 0
        description = finding
    }
}

/// What to do about the failures of opening, locking, mapping and spawning.
package enum SystemRemedy {
    /// The system's own description.
    package static func words(of code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }

    /// - Parameter code: The system's error number.
    /// - Returns: What to do, as the end of a sentence; nil for an error without general advice.
    package static func of(_ code: Int32) -> String? {
        switch code {
        case EACCES, EPERM: "check owner and mode of it and of its folder"
        case EROFS: "it is on a read-only file system: choose another place, or remount that"
        case ENOSPC: "free some space on that disk"
        case EDQUOT: "this user's quota is used up: free some space, or raise the quota"
        case EFBIG: "raise the limit of a file's size (ulimit -f)"
        case EMFILE: "this process has too many files open: raise its limit (ulimit -n), or find what keeps them open"
        case ENFILE: "the machine has too many files open: find which program keeps them, or raise the system's limit"
        case ENAMETOOLONG: "shorten the name or the path"
        case ELOOP: "a symbolic link is in the way, or links lead in a circle: name the file itself"
        case ENOTDIR: "a part of the path is no folder: check the path"
        case ENOENT: "check the path, and that its folder exists"
        case EISDIR: "it is a folder: name a file"
        case EBUSY, ETXTBSY: "another program uses it: try again when that has ended"
        case EAGAIN: "no more processes or threads may be started: raise the limit (ulimit -u, or the container's)"
        case ENOMEM: "memory is short: free some, or raise the limit (ulimit -v, or the container's)"
        case E2BIG: "arguments and environment are too large together: shorten them"
        case ENOEXEC: "the program cannot be started on this machine: build it for this one"
        case ENODEV, EOPNOTSUPP, ENOSYS, ENOLCK: "its file system cannot do that: put the database on a local disk"
        case EIO: "check the disk, and the system's log"
        default: nil
        }
    }
}
