import Foundation

extension StoreError {
    /// Translates a failure of the operating system's.
    ///
    /// - Parameters:
    ///   - code: the system's number.
    ///   - what: what could not be done; the system's own words are added, and what to do.
    init(system code: Int32, _ what: String) {
        let remedy = SystemRemedy.of(code).map { "; \($0)" } ?? ""
        self.init(Code(system: code), "\(what): \(SystemRemedy.words(of: code))\(remedy)")
    }
}

extension StoreError.Code {
    /// What kind of obstacle a failure of the system's is.
    init(system code: Int32) {
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
