import Foundation
import SQLiteStore
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Refusals of 'start'")
    struct RefusalTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        /// Starts the application, and requires that it is refused.
        ///
        /// - Returns: The reason.
        @discardableResult
        private func refusal(_ code: String, of database: String, workers: Int = 1) async throws -> String {
            let app = try App("TestApp", [database, String(workers)])
            return try await app.expect(.refused(code)).text
        }

        @Test("A folder that is missing")
        func missingFolder() async throws {
            let text = try await refusal("missingDirectory", of: scratch.path + "/none/app.db")
            #expect(text.hasPrefix("there is no folder"))
        }

        @Test("A folder in place of the file")
        func folder() async throws {
            try await refusal("isDirectory", of: scratch.path)
        }

        @Test("A file that is no database is refused and left as it is")
        func otherFile() async throws {
            let text = Data("Dear diary, this is no database at all.".utf8)
            try text.write(to: URL(fileURLWithPath: scratch.database))
            try await refusal("notADatabase", of: scratch.database)
            #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.database)) == text)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["app.db"])
        }

        @Test(
            "A database in memory, which workers cannot share, and a URI",
            arguments: [":memory:", "file:app.db?mode=memory", "file:app.db"])
        func memory(name: String) async throws {
            #expect(try await refusal("invalidPath", of: name).hasPrefix("'\(name)'"))
            #expect(!FileManager.default.fileExists(atPath: name))
        }

        @Test("A folder of workers into which all may write; a process that only stores tasks does without it")
        func unsafeFolder() async throws {
            let folder = scratch.database + "-autocron"
            #expect(unsafe mkdir(folder, 0o700) == 0)
            unsafe chmod(folder, 0o777)
            let text = try await refusal("system", of: scratch.database)
            #expect(text.contains("can be written by other users (mode 777)"))
            let guest = try App("TestApp", [scratch.database, "0"])
            try await guest.expect(.log(.warning, "workers cannot be woken from here"))
            try await guest.expect(.started)
            _ = try await guest.store(.echo("waits"))
        }

        @Test("A database of a later version")
        func newerSchema() async throws {
            _ = try SQLiteStore(path: scratch.database)
            try SideConnection.run("UPDATE autocron_schema SET version = 99", in: scratch.database)
            let text = try await refusal("newerSchema", of: scratch.database)
            #expect(text.contains("99") && text.contains("versions up to \(Schema.version)"))
        }

        @Test("A negative number of workers")
        func negativeWorkers() async throws {
            try await refusal("invalidWorkers", of: scratch.database, workers: -1)
        }

        @Test(
            "A file on a file system that cannot be written",
            .enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel")))
        func readOnly() async throws {
            // The kernel's own folders take no files from any user, the superuser included.
            try await refusal("notWritable", of: "/sys/kernel/app.db")
        }

        @Test("A second 'start' in one process")
        func twice() async throws {
            let app = try await App.started(scratch)
            app.send(.restart(database: scratch.database, workers: 1))
            try await app.expect(.error("called before in this process"))
            // The first goes on.
            _ = try await app.store(.echo("still"))
            try await app.expect(.began("still"))
        }

        @Test("Two functions of one name, both of them named")
        func duplicates() async throws {
            let app = try App("DuplicateTestApp", [scratch.database])
            let text = try await app.expect(.refused).text
            #expect(text.contains("'mail.send'"))
            #expect(text.contains("DuplicateTestApp/DuplicateTestApp.swift:5"))
            #expect(text.contains("DuplicateTestApp/DuplicateTestApp.swift:8"))
            try await app.expectEnd()
        }

        @Test("A worker that never reaches 'start' is killed and reported; the application goes on")
        func hangingWorker() async throws {
            let app = try await App.started(scratch, workers: 1, "limit=0.2", "hang")
            let first = try await app.expect(.log(.warning, "a worker")).text
            #expect(first.contains("did not reach 'Autocron.start' within 0.2 s"))
            let advice = try await app.expect(.log(.error)).text
            #expect(advice.contains("check what the program does before that line"))
            _ = try await app.store(.echo("waits"))
            app.send(.exit)
            try await app.expectEnd()
        }

        @Test("Workers that end before 'start' are no endless loop")
        func endingWorker() async throws {
            let app = try await App.started(scratch, workers: 2, "exit=5")
            #expect(try await app.expect(.log(.warning, "a worker")).text.contains("exited with code 5"))
            try await app.expect(.log(.error))
            try await app.stop(within: 1)
        }
    }
}
