import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import TaskModel

@Suite("What the system refuses")
struct SystemFailureTests {
    /// The number, what kind of obstacle it is for a database, and a part of what to do.
    static let table: [(code: Int32, kind: StoreError.Code, remedy: String)] = [
        (ENAMETOOLONG, .invalidPath, "shorten"), (ELOOP, .invalidPath, "links lead in a circle"),
        (ENOTDIR, .missingDirectory, "a part of the path is no folder"), (ENOENT, .missingDirectory, "check the path"),
        (EISDIR, .isDirectory, "name a file"), (EACCES, .permissionDenied, "owner and mode"),
        (EPERM, .permissionDenied, "owner and mode"), (EROFS, .readOnly, "read-only file system"),
        (ENOSPC, .diskFull, "free some space"), (EDQUOT, .diskFull, "quota"), (EFBIG, .diskFull, "ulimit -f"),
        (EMFILE, .system, "ulimit -n"), (ENFILE, .system, "the machine has too many files open"),
        (EBUSY, .system, "another program uses it"), (ETXTBSY, .system, "another program uses it"),
        (EAGAIN, .system, "ulimit -u"), (ENOMEM, .system, "memory"), (E2BIG, .system, "arguments and environment"),
        (ENOEXEC, .system, "build it for this one"), (ENODEV, .system, "local disk"),
        (EOPNOTSUPP, .system, "local disk"), (ENOLCK, .system, "local disk"), (EIO, .inputOutput, "check the disk"),
    ]

    @Test("Each failure has its own words, remedy and kind", arguments: table)
    func remedies(_ row: (code: Int32, kind: StoreError.Code, remedy: String)) {
        errno = row.code
        let failure = SystemFailure("cannot do it")
        #expect(failure.code == row.code)
        #expect(failure.description.hasPrefix("cannot do it: \(SystemRemedy.words(of: row.code)); "))
        #expect(failure.description.contains(row.remedy))
        let error = StoreError(system: row.code, "cannot do it")
        #expect(error.code == row.kind)
        #expect(error.description == failure.description)
    }

    @Test("Of an unknown one there are the system's words")
    func unknown() {
        errno = EDOM
        #expect(SystemFailure("cannot do it").description == "cannot do it: \(SystemRemedy.words(of: EDOM))")
        #expect(SystemFailure(refusing: "it is green").code == 0)
    }
}
