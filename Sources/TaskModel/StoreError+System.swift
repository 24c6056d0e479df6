import Foundation
import Platform

extension StoreError {
    /// Translates an error of the operating system.
    ///
    /// - Parameters:
    ///   - code: The system's error number.
    ///   - what: What could not be done; the system's own description is added, and what to do.
    package init(system code: Int32, _ what: String) {
        let remedy = SystemRemedy.of(code).map { "; \($0)" } ?? ""
        self.init(Code(system: code), "\(what): \(SystemRemedy.words(of: code))\(remedy)")
    }
}

extension StoreError.Code {
    /// The kind of an operating system error.
    package init(system code: Int32) {
        self =
            switch code {
            case ENOENT, ENOTDIR: .missingDirectory
            case EISDIR: .isDirectory
            case ENAMETOOLONG, ELOOP: .invalidPath
            case EACCES, EPERM: .permissionDenied
            case EROFS: .readOnly
            case ENOSPC, EDQUOT, EFBIG: .diskFull
            case EIO: .inputOutput
            default: .system
            }
    }
}
