import Foundation
import SQLiteStore
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Refusals of 'start'")
    struct RefusalTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        private func refusal(_ database: String, workers: Int = 1) async throws -> String {
            let app = try App("TestApp", [database, String(workers)])
            return try await app.expect("refused").joined(separator: " ")
        }

        @Test("A folder that is missing")
        func missingFolder() async throws {
            #expect(
                try await refusal(scratch.path + "/none/app.db").hasPrefix(
                    "refused missingDirectory there is no folder"))
        }

        @Test("A folder in place of the file")
        func folder() async throws {
            #expect(try await refusal(scratch.path).hasPrefix("refused isDirectory"))
        }

        @Test("A file that is no database is refused and left as it is")
        func otherFile() async throws {
            let text = Data("Dear diary, this is no database at all.".utf8)
            try text.write(to: URL(fileURLWithPath: scratch.database))
            #expect(try await refusal(scratch.database).hasPrefix("refused notADatabase"))
            #expect(try Data(contentsOf: URL(fileURLWithPath: scratch.database)) == text)
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["app.db"])
        }

        @Test(
            "A database in memory, which workers cannot share, and a URI",
            arguments: [":memory:", "file:app.db?mode=memory", "file:app.db"])
        func memory(name: String) async throws {
            #expect(try await refusal(name).hasPrefix("refused invalidPath '\(name)'"))
            #expect(!FileManager.default.fileExists(atPath: name))
        }

        @Test("A folder of workers into which all may write; who only stores tasks does without it")
        func unsafeFolder() async throws {
            let folder = scratch.database + "-autocron"
            #expect(unsafe mkdir(folder, 0o700) == 0)
            unsafe chmod(folder, 0o777)
            #expect(try await refusal(scratch.database).contains("can be written by other users (mode 777)"))
            let guest = try App("TestApp", [scratch.database, "0"])
            try await guest.expect("log warning workers cannot be woken from here")
            try await guest.expect("started")
            _ = try await guest.store("echo waits")
        }

        @Test("A database of a later version")
        func newerSchema() async throws {
            _ = try SQLiteStore(path: scratch.database)
            try SideConnection.run("UPDATE autocron_schema SET version = 99", in: scratch.database)
            let text = try await refusal(scratch.database)
            #expect(text.hasPrefix("refused newerSchema"))
            #expect(text.contains("99") && text.contains("versions up to \(Schema.version)"))
        }

        @Test("A negative number of workers")
        func negativeWorkers() async throws {
            #expect(try await refusal(scratch.database, workers: -1).hasPrefix("refused invalidWorkers"))
        }

        @Test(
            "A file on a file system that cannot be written",
            .enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel")))
        func readOnly() async throws {
            // The kernel's own folders take no files from anybody, the superuser included.
            #expect(try await refusal("/sys/kernel/app.db").hasPrefix("refused notWritable"))
        }

        @Test("A second 'start' in one process")
        func twice() async throws {
            let app = try await App.started(scratch)
            app.say("restart \(scratch.database) 1")
            #expect(
                try await app.expect("error restart").joined(separator: " ").contains("called before in this process"))
            // The first goes on.
            _ = try await app.store("echo still")
            try await app.expect("begin still")
        }

        @Test("Two functions of one name, both of them named")
        func duplicates() async throws {
            let app = try App("DuplicateTestApp", [scratch.database])
            let text = try await app.expect("refused").joined(separator: " ")
            #expect(text.contains("'mail.send'"))
            #expect(text.contains("DuplicateTestApp/DuplicateTestApp.swift:5"))
            #expect(text.contains("DuplicateTestApp/DuplicateTestApp.swift:8"))
            try await app.expectEnd()
        }

        @Test("A worker that never reaches 'start' is killed and reported; the application goes on")
        func hangingWorker() async throws {
            let app = try await App.started(scratch, workers: 1, "limit=0.2", "hang")
            let first = try await app.expect("log warning a worker").joined(separator: " ")
            #expect(first.contains("did not reach 'Autocron.start' within 0.2 s"))
            let advice = try await app.expect("log error").joined(separator: " ")
            #expect(advice.contains("check what the program does before that line"))
            _ = try await app.store("echo waits")
            app.say("exit")
            try await app.expectEnd()
        }

        @Test("Workers that end before 'start' are no endless loop")
        func endingWorker() async throws {
            let app = try await App.started(scratch, workers: 2, "exit=5")
            #expect(try await app.expect("log warning a worker").joined(separator: " ").contains("exited with code 5"))
            try await app.expect("log error")
            app.say("stop 1")
            try await app.expect("stopped")
        }
    }
}
