import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("The file of a database")
struct DatabaseFileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal(_ path: String, create: Bool = true) -> StoreError? {
        #expect(throws: StoreError.self) {
            try SQLiteStore(path: path, access: SQLiteStore.Access(creates: create))
        }
    }

    private func contents(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("An empty path is refused in words that say what to write")
    func emptyPath() {
        let error = refusal("")
        #expect(error?.code == .missingDirectory)
        #expect(error?.description.contains("is empty") == true)
    }

    @Test("A folder that is not there is named", arguments: [true, false])
    func missingDirectory(create: Bool) {
        let error = refusal(folder.file("nowhere/app.db"), create: create)
        #expect(error?.code == .missingDirectory)
        #expect(error?.description.contains("nowhere") == true)
    }

    @Test("A missing file is not made by who only looks")
    func missingFile() {
        #expect(refusal(folder.file("app.db"), create: false)?.code == .missingDirectory)
        #expect(!FileManager.default.fileExists(atPath: folder.file("app.db")))
    }

    @Test("A folder in the file's place is refused")
    func directory() {
        #expect(refusal(folder.path)?.code == .isDirectory)
    }

    @Test("A named pipe is refused, without waiting for its other end")
    func pipe() {
        let path = folder.file("pipe")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(refusal(path)?.code == .notADatabase)
    }

    static let noDatabases: [[UInt8]] = [
        Array("x".utf8), Array("not a database, but a text of some length".utf8), [UInt8](repeating: 0, count: 16),
        Array("SQLite format 3".utf8), Array("SQLite format 3\0".utf8),
        Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0xAA, count: 4_080),
        [UInt8](repeating: 0x2A, count: 10_000),
    ]

    @Test("What is no database is refused and left byte for byte as it was", arguments: noDatabases)
    func garbage(_ bytes: [UInt8]) throws {
        let path = try folder.write(bytes, to: "notes.txt")
        #expect(refusal(path)?.code == .notADatabase)
        #expect(try contents(path) == Data(bytes))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["notes.txt"])
    }

    @Test("A file of no bytes is a database that nothing has been written to")
    func zeroBytes() throws {
        let path = try folder.write([], to: "app.db")
        let store = try SQLiteStore(path: path)
        #expect(try store.read { connection throws(StoreError) in try Schema.found(on: connection) } == Schema.version)
    }

    @Test("The file and its log are readable by their owner alone")
    func modes() throws {
        let store = try SQLiteStore(path: folder.file("app.db"))
        for name in ["app.db", "app.db-wal", "app.db-shm"] {
            #expect(try mode(folder.file(name)) == 0o600, "\(name)")
        }
        store.close()
    }

    @Test("An existing file keeps its mode")
    func keepsMode() throws {
        let path = try folder.write([], to: "app.db")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        _ = try SQLiteStore(path: path)
        #expect(try mode(path) == 0o640)
    }

    @Test("A symbolic link to a file, or to its folder, means the same database")
    func symbolicLink() throws {
        let direct = try DatabaseFile(folder.file("app.db"), create: true)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.db"), withDestinationPath: "app.db")
        try FileManager.default.createSymbolicLink(atPath: folder.file("here"), withDestinationPath: ".")
        #expect(try DatabaseFile(folder.file("link.db"), create: true) == direct)
        #expect(try DatabaseFile(folder.file("here/app.db"), create: true) == direct)
        #expect(try DatabaseFile(folder.file("here/new.db"), create: true).path == folder.file("new.db"))
    }

    @Test(
        "Names with spaces, quotes, marks of URIs and letters beyond ASCII are ordinary",
        arguments: ["a b.db", "it's.db", "a?mode=ro.db", "a%20b.db", "file:a.db", "ä🙂.db"])
    func names(_ name: String) throws {
        let store = try SQLiteStore(path: folder.file(name))
        #expect(FileManager.default.fileExists(atPath: folder.file(name)))
        store.close()
    }

    @Test("A relative path is meant from the working directory")
    func relativePath() throws {
        let name = "autocron-\(UUID().uuidString).db"
        defer { try? FileManager.default.removeItem(atPath: name) }
        let file = try DatabaseFile(name, create: true)
        #expect(file.path.hasPrefix("/"))
        #expect(file.path.hasSuffix("/" + name))
    }

    @Test("A file that this user may not write is refused", .disabled(if: isRoot, "modes mean nothing to root"))
    func unwritable() throws {
        let path = try folder.write([], to: "app.db")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: path)
        #expect(refusal(path)?.code == .permissionDenied)
    }

    @Test("A database that belongs to others is not turned into another kind by who only looks")
    func foreignDatabaseIsLeft() throws {
        let path = folder.file("other.db")
        try makeForeignDatabase(path)
        let before = try contents(path)
        #expect(refusal(path, create: false)?.code == .notADatabase)
        #expect(try contents(path) == before)
    }

    @Test("A file of no bytes is left so by who only looks")
    func emptyFileIsLeft() throws {
        let path = try folder.write([], to: "app.db")
        #expect(refusal(path, create: false)?.code == .notADatabase)
        #expect(try contents(path).isEmpty)
    }
}

/// Makes a database with a rollback journal and one table, as another program might have.
func makeForeignDatabase(_ path: String) throws {
    _ = try DatabaseFile(path, create: true)
    let connection = try Connection(
        path: path, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: true)
    try connection.run(script: "CREATE TABLE users(name TEXT); INSERT INTO users VALUES ('Ada')")
}
