import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

@Suite("The name of a database")
struct DatabaseNameTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func refusal(_ path: String) -> StoreError? {
        #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
    }

    static let memory = [
        ":memory:", "file::memory:", "file::memory:?cache=shared", "file:app.db?mode=memory",
        "file:app.db?cache=shared&mode=memory", "file:app.db?mode=memory#part", "file:", "file:///?mode=memory",
    ]

    @Test("A database in memory cannot be shared with workers", arguments: memory)
    func inMemory(_ name: String) {
        let error = refusal(name)
        #expect(error?.code == .invalidPath)
        #expect(error?.description.hasPrefix("'\(name)' means a database in memory") == true)
        #expect(error?.description.contains("AutocronTesting") == true)
        #expect(!FileManager.default.fileExists(atPath: name))
    }

    static let uris = [
        ("file:app.db", "app.db"), ("file:///srv/app.db", "/srv/app.db"), ("file:/srv/app.db", "/srv/app.db"),
        ("file://localhost/srv/app.db", "/srv/app.db"), ("file:a%20b.db?mode=rw#x", "a b.db"),
    ]

    @Test("A URI is answered with the path that it means", arguments: uris)
    func uri(_ name: String, path: String) {
        let error = refusal(name)
        #expect(error?.code == .invalidPath)
        #expect(error?.description.contains("write \"\(path)\", or \"./\(name)\"") == true)
        #expect(!FileManager.default.fileExists(atPath: name))
    }

    @Test("A NUL character would cut the name off")
    func zero() {
        #expect(refusal(folder.file("app.db\0.old"))?.code == .invalidPath)
    }

    @Test("A name has room for that of the workers' folder, and not one byte more")
    func longName() throws {
        let longest = String(repeating: "n", count: 246)
        let store = try SQLiteStore(path: folder.file(longest))
        try PoolDirectory(database: store.file.path).prepare()
        store.close()
        let error = refusal(folder.file(longest + "n"))
        #expect(error?.code == .invalidPath)
        #expect(error?.description.contains("has 247 bytes, and may have 246") == true)
        #expect(refusal(folder.file(longest + longest))?.description.contains("shorten") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count { $0.hasPrefix("n") } == 2)
    }

    @Test("A path has room in SQLite, and not one byte more")
    func longPath() throws {
        var path = folder.path
        while path.utf8.count < 504 - 101 { path += "/" + String(repeating: "f", count: 100) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        path += "/" + String(repeating: "n", count: 504 - path.utf8.count - 1)
        try SQLiteStore(path: path).close()
        let error = refusal(path + "n")
        #expect(error?.code == .invalidPath)
        #expect(error?.description.contains("has 505 bytes, and SQLite takes 504") == true)
        #expect(!FileManager.default.fileExists(atPath: path + "n"))
    }

    @Test("A folder whose name is no UTF-8 is told from one that is missing")
    func noText() throws {
        let bytes = Array(folder.path.utf8) + Array("/caf".utf8) + [0xE9, 0]
        #expect(unsafe bytes.withUnsafeBytes { unsafe mkdir($0.bindMemory(to: CChar.self).baseAddress!, 0o700) } == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.file("link.db"), withDestinationPath: "x")
        unsafe unlink(folder.file("link.db"))
        let link = bytes.dropLast() + Array("/app.db".utf8) + [0]
        _ = unsafe link.withUnsafeBytes { target in
            unsafe symlink(target.bindMemory(to: CChar.self).baseAddress!, folder.file("link.db"))
        }
        let error = refusal(folder.file("link.db"))
        #expect(error?.code == .invalidPath)
        #expect(error?.description.contains("no UTF-8") == true)
        // As a program gets such a name among its arguments.
        let lost = refusal(folder.file("caf\u{FFFD}/app.db"))
        #expect(lost?.code == .missingDirectory)
        #expect(lost?.description.contains("'\u{FFFD}' stands for bytes that are no UTF-8") == true)
        #expect(refusal(folder.file("caf\u{FFFD}.db"))?.code == .invalidPath)
    }

    @Test("A part of the path that is no folder")
    func noFolder() throws {
        let path = try folder.write([], to: "file")
        #expect(refusal(path + "/app.db")?.code == .missingDirectory)
        #expect(refusal(path + "/app.db")?.description.contains("is no folder") == true)
    }
}
