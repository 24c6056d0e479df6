import Foundation
import TestSupport
import Testing

@Suite("Explaining cron expressions")
struct NextTests {
    @Test("In words, with the next firings in the zone's time")
    func firings() async throws {
        let tool = try await Tool.run(
            "next", "30 9 * * MON-FRI", "--time-zone", "Europe/Berlin", "--after", "2025-03-28T00:00:00Z", "--count",
            "2"
        )
        #expect(tool.status == 0)
        #expect(tool.lines[0] == "at 09:30 on Monday to Friday, Europe/Berlin time")
        #expect(tool.lines[1].hasPrefix("2025-03-28 09:30:00 +01:00  "))
        #expect(tool.lines[2].hasPrefix("2025-03-31 09:30:00 +02:00  "))
    }

    @Test("A mistake is shown in its place")
    func mistake() async throws {
        let tool = try await Tool.run("next", "0 25 * * *")
        #expect(tool.status == 2)
        #expect(tool.complaint == "autocron: hour '25' is out of range, expected 0 to 23\n    0 25 * * *\n      ^~\n")
    }

    @Test("Doubts are warnings, and never is an answer")
    func doubts() async throws {
        let tool = try await Tool.run("next", "0 0 30 2 *")
        #expect(tool.status == 0)
        #expect(tool.lines == ["never", "warning: no month has such a day, the schedule never fires"])
    }

    @Test("A wrong zone is refused with a better one")
    func zone() async throws {
        let tool = try await Tool.run("next", "* * * * *", "--time-zone", "Europe/Berln")
        #expect(tool.status == 2)
        #expect(tool.complaint.contains("did you mean 'Europe/Berlin'"))
    }
}
