import Foundation
import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("A link to a database that is not there yet")
struct DatabaseLinkTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.file("shared"), withIntermediateDirectories: false)
    }

    private func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
    }

    private func refusal(_ path: String) -> StoreError? {
        #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
    }

    @Test("The first start makes the file at the links' end", arguments: ["shared/app.db", "absolute", "second.db"])
    func made(_ target: String) throws {
        try link("second.db", to: "shared/app.db")
        try link("app.db", to: target == "absolute" ? folder.file("shared/app.db") : target)
        let store = try SQLiteStore(path: folder.file("app.db"))
        #expect(store.file.path == folder.file("shared/app.db"))
        #expect(try DatabaseFile(folder.file("app.db"), create: false) == store.file)
        store.close()
    }

    @Test("Who only looks makes nothing")
    func looked() throws {
        try link("app.db", to: "shared/app.db")
        #expect(throws: StoreError.self) { try DatabaseFile(folder.file("app.db"), create: false) }
        #expect(!FileManager.default.fileExists(atPath: folder.file("shared/app.db")))
    }

    @Test("A link into a folder that is missing names both")
    func missingFolder() throws {
        try link("app.db", to: "gone/app.db")
        let error = refusal(folder.file("app.db"))
        #expect(error?.code == .missingDirectory)
        #expect(error?.description.contains(folder.file("gone")) == true)
        #expect(error?.description.contains("to which the link '\(folder.file("app.db"))' leads") == true)
    }

    @Test("A link over something that is no folder says that, and not that a folder is missing")
    func noFolder() throws {
        _ = try Data().write(to: URL(fileURLWithPath: folder.file("file")))
        try link("app.db", to: "file/app.db")
        #expect(refusal(folder.file("app.db"))?.description.contains("is no folder") == true)
    }

    @Test("Links that lead in a circle")
    func circle() throws {
        try link("app.db", to: "other.db")
        try link("other.db", to: "app.db")
        #expect(refusal(folder.file("app.db"))?.code == .invalidPath)
        #expect(refusal(folder.file("app.db"))?.description.contains("circle") == true)
    }

    @Test("Another user's link in a folder in which all may write is not followed", .enabled(if: isRoot))
    func others() throws {
        let place = folder.file("tmp")
        #expect(unsafe mkdir(place, 0o700) == 0)
        unsafe chmod(place, 0o1777)
        try link("tmp/app.db", to: folder.file("shared/app.db"))
        unsafe lchown(place + "/app.db", 65_534, 65_534)
        #expect(refusal(place + "/app.db")?.description.contains("belongs to user 65534") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.file("shared/app.db")))
        unsafe lchown(place + "/app.db", 0, 0)
        try SQLiteStore(path: place + "/app.db").close()
    }
}
