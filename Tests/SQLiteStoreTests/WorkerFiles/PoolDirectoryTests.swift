import Foundation
import TestSupport
import Testing

@testable import Platform
@testable import SQLiteStore
@testable import WorkerFiles

@Suite("The folder beside a database")
struct PoolDirectoryTests {
    let folder: TemporaryFolder
    let database: DatabaseFile
    let directory: PoolDirectory

    init() throws {
        folder = try TemporaryFolder()
        database = try DatabaseFile(folder.file("app.db"), create: true)
        directory = PoolDirectory(database: database.path)
    }

    private func refusal() -> String {
        let failure = #expect(throws: SystemFailure.self) { try directory.prepare() }
        return failure?.description ?? ""
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("It is made for its owner alone, and made once")
    func made() throws {
        try directory.prepare()
        #expect(try mode(directory.path) == 0o700)
        #expect(try mode(directory.pipe) == 0o600)
        try directory.prepare()
        _ = try WakePipe.reader(directory.pipe)
    }

    @Test("A link, or a file, in its place is refused", arguments: [true, false])
    func noFolder(isLink: Bool) throws {
        if isLink {
            try FileManager.default.createDirectory(
                atPath: folder.file("elsewhere"), withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: directory.path, withDestinationPath: "elsewhere")
        } else {
            _ = try folder.write([], to: "app.db-autocron")
        }
        #expect(refusal().contains("is not the folder it should be; remove it"))
    }

    @Test("One into which other users may write is refused", arguments: [0o777, 0o770, 0o702])
    func writable(mode: mode_t) throws {
        #expect(unsafe mkdir(directory.path, 0o700) == 0)
        unsafe chmod(directory.path, mode)
        #expect(refusal().contains("can be written by other users (mode \(String(mode, radix: 8)))"))
        #expect(!FileManager.default.fileExists(atPath: directory.pipe))
    }

    @Test("One that others may look into is not", arguments: [0o755, 0o750])
    func readable(mode: mode_t) throws {
        #expect(unsafe mkdir(directory.path, mode) == 0)
        try directory.prepare()
    }

    @Test("Another user's is refused, unless the database is that user's too", .enabled(if: isRoot))
    func others() throws {
        #expect(unsafe mkdir(directory.path, 0o700) == 0)
        unsafe chown(directory.path, 65_534, 65_534)
        #expect(refusal().contains("belongs to user 65534, and this program runs as user 0"))
        unsafe chown(database.path, 65_534, 65_534)
        try directory.prepare()
    }

    @Test("What root makes belongs to the database's user, who can go on with it", .enabled(if: isRoot))
    func madeByRoot() throws {
        unsafe chown(database.path, 65_534, 65_533)
        try directory.prepare()
        _ = try FileLock.take(directory.lock, waiting: false)
        for path in [directory.path, directory.pipe, directory.lock] {
            #expect(Ownership.owner(of: path)?.user == 65_534, "\(path)")
            #expect(Ownership.owner(of: path)?.group == 65_533, "\(path)")
        }
    }

    @Test("Something else in the place of the pipe is refused, and neither read from nor written to")
    func noPipe() throws {
        try FileManager.default.createDirectory(
            atPath: directory.path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        try Data("words".utf8).write(to: URL(fileURLWithPath: directory.pipe))
        #expect(refusal().contains("is not the pipe it should be; remove it"))
        #expect(throws: SystemFailure.self) { try WakePipe.reader(directory.pipe) }
        WakePipeWriter(path: directory.pipe).send(.changed)
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.pipe)) == Data("words".utf8))
    }

    @Test("A pipe that anybody may read is refused")
    func openPipe() throws {
        try directory.prepare()
        unsafe chmod(directory.pipe, 0o666)
        #expect(refusal().contains("all users can use the pipe"))
        #expect(throws: SystemFailure.self) { try WakePipe.reader(directory.pipe) }
    }

    @Test("A pipe in the place of a file makes nobody wait: not a lock, nor who looks at it, nor a slot")
    func pipesAsFiles() throws {
        try directory.prepare()
        for path in [directory.lock, directory.slot(named: "w"), directory.crashReport(named: "w")] {
            #expect(unsafe mkfifo(path, 0o600) == 0)
        }
        #expect(throws: SystemFailure.self) { try FileLock.take(directory.lock, waiting: true) }
        #expect(!FileLock.isHeld(directory.lock))
        #expect(FileLock.holder(of: directory.lock) == nil)
        #expect(LiveSlot.living(in: directory).isEmpty)
        #expect(LiveSlot.named("w", in: directory) == nil)
        #expect(OrdinaryFile.read(directory.crashReport(named: "w"), limit: 10) == nil)
    }

    @Test("A link in the place of a file is not followed")
    func links() throws {
        try directory.prepare()
        let secret = try folder.write(Array("1 2".utf8), to: "secret")
        try FileManager.default.createSymbolicLink(atPath: directory.lock, withDestinationPath: secret)
        #expect(throws: SystemFailure.self) { try FileLock.take(directory.lock, waiting: false) }
        #expect(FileLock.holder(of: directory.lock) == nil)
        #expect(OrdinaryFile.read(directory.lock, limit: 10) == nil)
    }
}
