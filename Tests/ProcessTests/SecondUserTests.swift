import Foundation
import SQLiteStore
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite(
        "A second user, who may write the database",
        .enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")))
    struct SecondUserTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
            try SQLiteStore(path: scratch.database).close()
            unsafe chmod(scratch.database, 0o666)
        }

        private func start(workers: Int) throws -> App {
            try App(
                at: "/usr/bin/setpriv",
                ["--reuid=65534", "--clear-groups", App.path(of: "TestApp"), scratch.database, String(workers)])
        }

        @Test("Tasks can be stored without rights to the host's folder, and run; hosting is refused")
        func stores() async throws {
            let host = try await App.started(scratch, workers: 1)
            let guest = try start(workers: 0)
            let warning = try await guest.expect(.log(.warning, "workers cannot be woken")).text
            #expect(warning.contains("Permission denied; check owner and mode"))
            try await guest.expect(.started)
            let id = try await guest.store(.echo("other"))
            // The host looks by itself within a minute; another task of its own does not take as long.
            _ = try await host.store(.echo("own"))
            try await guest.expectValue("other!", of: id)
            let second = try start(workers: 1)
            try await second.expect(.refused("notWritable"))
        }
    }
}
