import ArgumentParser
import TaskModel
import TestSupport
import Testing

@testable import AdminCommands

@Suite("Errors end the program with a sentence and a status")
struct CommandExitTests {
    @Test("Errors of ours")
    func ours() {
        let refused = CommandExit(AdminError(.refused, "no \u{1B}[31mtask", excerpt: ["  ^"]))
        #expect(refused.status == 1)
        #expect(refused.complaint == "autocron: no \\u{1B}[31mtask\n  ^")
        #expect(CommandExit(AdminError(.usage, "wrong")).status == 2)
        #expect(CommandExit(StoreError(.busy, "locked")).status == 3)
        #expect(CommandExit(StoreError(.busy, "locked")).complaint == "autocron: locked")
        #expect(CommandExit(ExitCode(1)).status == 1)
        #expect(CommandExit(ExitCode(1)).complaint == nil)
    }

    @Test("What the parser does not understand is one line, and help is no error")
    func parser() throws {
        let wrong = CommandExit(ValidationError("--limit\nis wrong."))
        #expect(wrong.status == 2)
        #expect(wrong.complaint == "autocron: --limit is wrong; 'autocron help' and 'autocron help COMMAND' say more")
        let help = CommandExit(CleanExit.message("helpful"))
        #expect(help.status == 0)
        #expect(help.output == "helpful")
        #expect(help.complaint == nil)
    }

    @Test("A mark stands below what is shown")
    func excerpt() {
        #expect(CaretExcerpt("0 25 * * *", 2..<4).lines == ["    0 25 * * *", "      ^~"])
        #expect(CaretExcerpt("日 x", 4..<5).lines == ["    日 x", "       ^"])
        #expect(CaretExcerpt("\u{1B}x", 1..<2).lines == ["    \\u{1B}x", "          ^"])
        #expect(CaretExcerpt("", 0..<0).lines == ["    ", "    ^"])
        #expect(CaretExcerpt("ab", 7..<9).lines == ["    ab", "      ^"])
    }
}
