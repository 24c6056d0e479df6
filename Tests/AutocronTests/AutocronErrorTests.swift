import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("Why the library could not start or stop")
struct AutocronErrorTests {
    static let codeTable: [(StoreError.Code, AutocronError.Code)] = [
        (.busy, .locked), (.diskFull, .diskFull), (.readOnly, .notWritable), (.permissionDenied, .notWritable),
        (.corrupt, .damaged), (.inputOutput, .damaged), (.unexpected, .internalError), (.refused, .internalError),
        (.notADatabase, .notADatabase),
        (.newerSchema, .newerSchema), (.olderSchema, .olderSchema), (.isDirectory, .isDirectory),
        (.missingDirectory, .missingDirectory),
        (.networkFileSystem, .networkFileSystem), (.closed, .notRunning),
        (.noTransaction, .noTransaction), (.otherDatabase, .otherDatabase), (.replaced, .replaced),
        (.invalidPath, .invalidPath), (.system, .system),
    ]

    @Test("What the store says keeps its words and gets a code of ours", arguments: codeTable)
    func codes(_ code: StoreError.Code, _ expected: AutocronError.Code) {
        let error = AutocronError(StoreError(code, "words"))
        #expect(error.code == expected)
        #expect(error.description == "words")
    }

    @Test("What the system refuses keeps its words")
    func system() {
        errno = EMFILE
        let failure = SystemFailure("cannot do it")
        #expect(AutocronError(failure).code == .system)
        #expect(AutocronError(failure).description == failure.description)
    }

    @Test(
        "A full disk and a missing right are called so",
        arguments: [(ENOSPC, AutocronError.Code.diskFull), (EACCES, .notWritable)])
    func systemCodes(_ number: Int32, _ code: AutocronError.Code) {
        errno = number
        #expect(AutocronError(SystemFailure("cannot do it")).code == code)
    }
}
