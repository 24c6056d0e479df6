import TestSupport
import Testing

@testable import Autocron

@Suite("Settings for reports of crashes")
struct BacktraceSettingsTests {
    private static let ours =
        "color=no,enable=yes,images=none,interactive=no,limit=32,registers=none,threads=crashed,top=0,"
        + "warnings=suppressed,format=json,output-to=/pool/1.crash"

    @Test("Where the user has set nothing, ours hold", arguments: [nil, ""])
    func none(users: String?) {
        #expect(BacktraceSettings.settings(users, reportingTo: "/pool/1.crash") == Self.ours)
    }

    @Test("What the user has set is kept, and what is needed is added")
    func merged() {
        #expect(
            BacktraceSettings.settings("limit=9,symbolicate=fast,enable=yes", reportingTo: "/p")
                == "limit=9,symbolicate=fast,enable=yes,color=no,images=none,interactive=no,registers=none,threads=crashed,"
                + "top=0,warnings=suppressed,format=json,output-to=/p")
    }

    @Test(
        "Settings that are the user's own affair stay as they are",
        arguments: ["enable=no", "enable=tty", "output-to=/var/crashes", "format=text", "color=no,enable=no"]
    )
    func untouched(users: String) {
        #expect(BacktraceSettings.settings(users, reportingTo: "/p") == nil)
        var variables = ["SWIFT_BACKTRACE": users]
        BacktraceSettings.add(to: &variables, reportingTo: "/p")
        #expect(variables == ["SWIFT_BACKTRACE": users])
    }

    @Test(
        "A path that the form cannot express is not put into it",
        arguments: ["/a,b/1.crash", String(repeating: "x", count: 1_000)])
    func paths(path: String) {
        #expect(BacktraceSettings.settings(nil, reportingTo: path) == nil)
    }

    @Test("The user's own are kept beside ours")
    func kept() {
        var variables = ["SWIFT_BACKTRACE": "limit=9", "HOME": "/"]
        BacktraceSettings.add(to: &variables, reportingTo: "/p")
        #expect(variables["AUTOCRON_SWIFT_BACKTRACE"] == "limit=9")
        #expect(variables["SWIFT_BACKTRACE"]?.hasPrefix("limit=9,") == true)
        #expect(variables["HOME"] == "/")
    }
}
