import Foundation
import TestMessages
import TestSupport
import Testing

@Suite("The live view on a terminal", .serialized)
struct WatchTerminalTests {
    let scratch: TemporaryFolder

    init() throws {
        scratch = try TemporaryFolder()
    }

    private static let leaving = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    @Test("It shows what runs, its keys steer, it follows the window's size, and it gives the terminal back")
    func session() async throws {
        let app = try await App.started(scratch, workers: 2)
        try await app.call(.reporting("half"))
        try await app.expect(.began("half"))
        let session = try TerminalSession(["watch", scratch.database], columns: 100, rows: 30)
        try await session.expect("\u{1B}[?1049h")
        try await session.expect("TestApp.reporting(_:)")
        try await session.expect("50 %")
        session.type("P")
        try await session.expect("Pause everything?")
        session.type("y")
        try await session.expect("PAUSED: everything")
        #expect(try await Tool.run("status", scratch.database).output.contains("PAUSED: everything"))
        session.type("P")
        try await session.expect("resumed everything")
        session.resize(columns: 60, rows: 12)
        // The last line of the new window is written, and nothing below it.
        try await session.expect("\u{1B}[12;1H")
        session.type("q")
        try await session.expect(Self.leaving)
        #expect(try await session.end() == .exited(0))
        #expect(session.isAsFound)
    }

    @Test("A worker's task is cancelled by its row")
    func cancel() async throws {
        let app = try await App.started(scratch, workers: 1)
        try await app.call(.nap("long", seconds: 600))
        try await app.expect(.began("long"))
        let session = try TerminalSession(["watch", scratch.database], columns: 100, rows: 30)
        try await session.expect("TestApp.nap")
        session.type("\u{1B}[B")
        try await session.expect(">")
        session.type("c")
        try await session.expect("Cancel TestApp.nap")
        session.type("y")
        try await app.expect(.cancelled("long"))
        session.type("\u{3}")
        #expect(try await session.end() == .exited(0))
    }

    @Test("A signal ends it as it should, with the terminal given back", arguments: [SIGTERM, SIGINT, SIGHUP])
    func signals(_ signal: Int32) async throws {
        _ = try Fixture(scratch)
        let session = try TerminalSession(["watch", scratch.database], columns: 80, rows: 24)
        try await session.expect("no application hosts workers")
        session.kill(signal)
        try await session.expect(Self.leaving)
        #expect(try await session.end() == .signaled(signal))
        #expect(session.isAsFound)
    }

    @Test("Ctrl-Z gives the terminal back until it may go on")
    func suspended() async throws {
        _ = try Fixture(scratch)
        let session = try TerminalSession(["watch", scratch.database], columns: 80, rows: 24)
        try await session.expect("no application hosts workers")
        session.type("\u{1A}")
        try await session.expect(Self.leaving)
        // It may not have stopped yet, and one that comes too early is lost; where no shell is there, it does not stop.
        let goingOn = Task {
            while !Task.isCancelled {
                session.kill(SIGCONT)
                await Task.yield()
            }
        }
        defer { goingOn.cancel() }
        try await session.expect("\u{1B}[?1049h")
        session.type("q")
        #expect(try await session.end() == .exited(0))
        #expect(session.isAsFound)
    }

    @Test("A line as wide as the terminal keeps its last cell")
    func fullWidth() async throws {
        _ = try Fixture.rich(scratch)
        let session = try TerminalSession(["watch", scratch.database], columns: 60, rows: 24)
        try await session.expect("\u{1B}[1;1H\u{1B}[K")
        session.type("q")
        #expect(try await session.end() == .exited(0))
        #expect(!session.text.contains("\u{1B}[K\u{1B}[2;1H"))
    }

    @Test("A crash gives the terminal back, too", arguments: [SIGSEGV, SIGTRAP, SIGABRT])
    func crash(_ signal: Int32) async throws {
        _ = try Fixture(scratch)
        let session = try TerminalSession(["watch", scratch.database], columns: 80, rows: 24)
        try await session.expect("no application hosts workers")
        session.kill(signal)
        try await session.expect(Self.leaving)
        #expect(try await session.end() == .signaled(signal))
        #expect(session.isAsFound)
    }

    @Test("A database that can no longer be read ends it with a sentence, and the terminal given back")
    func unreadable() async throws {
        let fixture = try Fixture(scratch)
        let session = try TerminalSession(["watch", scratch.database], columns: 80, rows: 24)
        try await session.expect("no application hosts workers")
        try SideConnection.run("DROP TABLE autocron_pauses", in: scratch.database)
        try await session.expect(Self.leaving)
        try await session.expect("autocron: ")
        #expect(try await session.end() == .exited(3))
        #expect(session.isAsFound)
        _ = fixture
    }

    @Test("Without colors where they are not wanted")
    func noColor() async throws {
        _ = try Fixture.rich(scratch)
        let session = try TerminalSession(
            ["watch", scratch.database], columns: 80, rows: 24, environment: ["NO_COLOR": "1"]
        )
        try await session.expect("App.crashes()")
        session.type("q")
        #expect(try await session.end() == .exited(0))
        #expect(!session.text.contains(/\u{1B}\[[0-9]+m/))
    }

    @Test("Where there is no terminal it is refused, with what to do instead")
    func refused() async throws {
        _ = try Fixture(scratch)
        let tool = try await Tool.run("watch", scratch.database)
        #expect(tool.status == 1)
        #expect(tool.output.isEmpty)
        #expect(tool.complaint.contains("'watch' needs a terminal; 'autocron status'"))
        #expect(try await Tool.run("watch", scratch.database, "--interval", "0").status == 2)
    }
}
