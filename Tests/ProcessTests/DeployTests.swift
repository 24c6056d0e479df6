import Foundation
import TestMessages
import TestSupport
import Testing

extension ProcessSuite {
    @Suite("Deploys")
    struct DeployTests {
        let scratch: TemporaryFolder

        init() throws {
            scratch = try TemporaryFolder()
        }

        @Test("A task that the running build does not know is parked, and runs when a build that knows it starts")
        func oldAndNew() async throws {
            // The one program has none of the other's functions.
            let other = try App("CronTestApp", [scratch.database])
            try await other.expect(.started)
            let guest = try await App.started(scratch, workers: 0)
            let id = try await guest.store(.echo("early"))
            var status = ""
            while status != "parked" {
                guest.send(.status(of: id))
                status = try await guest.expect(.status).value ?? ""
            }
            other.endInput()
            try await other.expectEnd()
            let host = try await App.started(scratch, workers: 1)
            try await host.expect(.began("early"))
            try await guest.expectValue("early!", of: id)
        }

        @Test(
            "A parameter more has its default for tasks that wait, and one less is not missed; what does not decode is parked"
        )
        func changedSignature() async throws {
            let guest = try await App.started(scratch, workers: 0)
            // As builds would have stored them in which these functions had other parameters.
            let earlier = [
                ("TestApp.greet(_:)", #"{"name":"Ada"}"#), ("TestApp.echo(_:loud:)", #"{"text":"early","loud":true}"#),
                ("TestApp.echo()", "{}"),
            ]
            var ids: [String] = []
            for (name, arguments) in earlier {
                let id = try await guest.store(.echo("any"))
                ids.append(id)
                try SideConnection.run(
                    """
                    UPDATE autocron_tasks SET name = '\(name)', arguments = CAST('\(arguments)' AS BLOB) \
                    WHERE lower(hex(uuid)) = '\(id.filter { $0 != "-" }.lowercased())'
                    """, in: scratch.database
                )
            }
            let host = try await App.started(scratch, workers: 1)
            for (id, value) in zip(ids, ["hello_Ada", "early!"]) {
                try await host.expectValue(value, of: id)
            }
            host.send(.value(of: ids[2], as: .nothing))
            try await host.expect(.error("'text' is missing"))
        }

        #if os(Linux)
        @Test(
            "Workers are of the running build, also when its file was replaced or deleted since",
            arguments: [true, false])
        func replaced(isDeleted: Bool) async throws {
            let program = scratch.path + "/TheApp"
            try FileManager.default.copyItem(atPath: App.path(of: "TestApp"), toPath: program)
            let app = try App(at: program, [scratch.database, "1"])
            try await app.expect(.started)
            _ = try await app.store(.echo("before"))
            let worker = try await app.expect(.began("before")).process
            try FileManager.default.removeItem(atPath: program)
            if !isDeleted { try FileManager.default.copyItem(atPath: "/bin/true", toPath: program) }
            kill(worker, SIGKILL)
            _ = try await app.store(.echo("after"))
            #expect(try await app.expect(.began("after")).process != worker)
        }
        #endif

        @Test("Workers that cannot start are tried again, less and less often, and work once the cause is gone")
        func recovers() async throws {
            let cause = scratch.path + "/broken"
            #expect(FileManager.default.createFile(atPath: cause, contents: nil))
            let app = try await App.started(scratch, workers: 1, "broken=\(cause)")
            let message = try await app.expect(.log(.error)).text
            #expect(message.contains("TestApp") && message.contains("exited with code 6"))
            _ = try await app.store(.echo("late"))
            try FileManager.default.removeItem(atPath: cause)
            try await app.expect(.began("late"))
        }
    }
}
