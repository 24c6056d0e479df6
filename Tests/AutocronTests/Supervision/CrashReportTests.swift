import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Reading the runtime's report of a crash")
struct CrashReportTests {
    private func report(
        _ frames: String, description: String = "Illegal instruction", fault: String = "0x10",
        stack: String = "0x7fff0000"
    ) throws -> CrashReport {
        let json = """
            {"description": "\(description)", "faultAddress": "\(fault)", "threads": [
              {"frames": [{"description": "other()", "sourceLocation": {"file": "/src/Other.swift", "line": 1}}]},
              {"crashed": true, "registers": {"rsp": "\(stack)"}, "frames": [\(frames)]}]}
            """
        return try #require(CrashReport(json: Data(json.utf8)))
    }

    private func frame(_ name: String, _ file: String?, _ line: Int = 3, column: Int = 7, more: String = "") -> String {
        let place =
            file.map { #", "sourceLocation": {"file": "\#($0)", "line": \#(line), "column": \#(column)}"# } ?? ""
        return #"{"kind": "returnAddress", "description": "\#(name)"\#(place)\#(more)}"#
    }

    @Test("Calls with known lines, the innermost first, of the crashed thread alone")
    func frames() throws {
        let report = try report(
            [
                frame("_assertionFailure(_:) + 225", nil, more: #", "offset": 225"#),
                frame("shrink(_:) + 19", "/src/App/Photos.swift", 31, more: #", "offset": 19"#),
                frame("thumbnail(of:)", "/src/App/Photos.swift", 12),
            ].joined(separator: ","))
        #expect(report.description == "Illegal instruction")
        #expect(
            report.frames == [
                CrashDetails.Frame(function: "shrink(_:)", file: "/src/App/Photos.swift", line: 31, column: 7),
                CrashDetails.Frame(function: "thumbnail(of:)", file: "/src/App/Photos.swift", line: 12, column: 7),
            ])
    }

    @Test("Generated code, the system's and this library's own calls are no part of the story")
    func othersFrames() throws {
        let all = [
            frame("a", "//<compiler-generated>", 0), frame("b", "/tmp/@__swiftmacro_3App4work5DelayfMp_.swift"),
            frame("c", "/src/autocron/Sources/Autocron/Expansion/Execution.swift"),
            frame("d", "/src/App/A.swift", more: #", "system": true"#), frame("e", "/src/App/A.swift", 0),
            #"{"kind": "truncated"}"#, frame("mine", "/src/App/A.swift"),
        ]
        #expect(try report(all.joined(separator: ",")).frames.map(\.function) == ["mine"])
    }

    @Test("A call that stands there many times in a row is told once, with how often")
    func recursion() throws {
        let all =
            Array(repeating: frame("depth(_:)", "/src/App/A.swift", 9), count: 31) + [frame("top", "/src/App/A.swift")]
        let frames = try report(all.joined(separator: ",")).frames
        #expect(frames.map(\.function) == ["depth(_:)", "top"])
        #expect(frames.map(\.times) == [31, 1])
    }

    @Test("No more than twelve calls are kept, and no name or path is longer than a line or two")
    func bounds() throws {
        let all = (1...40).map {
            frame("f\($0)" + String(repeating: "x", count: 900), "/src/" + String(repeating: "y", count: 900), $0)
        }
        let frames = try report(all.joined(separator: ",")).frames
        #expect(frames.count == CrashReport.frameLimit)
        #expect(frames.allSatisfy { $0.function.count <= 200 && $0.file.count <= 300 })
    }

    @Test(
        "The body of a marked function has the name that its author gave it",
        arguments: [
            ("$s3App3die5DelayfMb_20run_7ee8fMu_ #2 () in die(_:of:)", "die(_:of:)"),
            ("closure #1 in $s3App3die5DelayfMb_20run_7ee8fMu_ () in die(_:of:)", "closure #1 in die(_:of:)"),
            ("closure #1 in plain(_:)", "closure #1 in plain(_:)"), ("$s3App", "$s3App"),
        ]
    )
    func names(full: String, plain: String) {
        #expect(CrashReport.plainName(full) == plain)
    }

    @Test(
        "What happened, in plain words",
        arguments: [
            ("Swift runtime failure: arithmetic overflow", "0x10", "Fatal error: arithmetic overflow"),
            ("Bad pointer dereference", "0x7ffeeff8", "Stack overflow"),
            ("Bad pointer dereference", "0x10", "Bad pointer dereference"), ("Aborted", "0x7fff0000", "Aborted"),
        ]
    )
    func descriptions(description: String, fault: String, words: String) throws {
        #expect(try report("", description: description, fault: fault).description == words)
    }

    @Test("What is no report is none", arguments: ["", "{", "[]", "null", #"{"threads": 7}"#])
    func garbage(text: String) {
        #expect(CrashReport(json: Data(text.utf8)) == nil)
    }

    @Test("A file that is not there is none")
    func missing() throws {
        #expect(try CrashReport.read("/nonexistent/1.crash") == nil)
    }

    @Test("What lies in its place and is no plain file is none, and is not waited for")
    func otherKinds() throws {
        let folder = try TemporaryFolder()
        #expect(unsafe mkfifo(folder.file("pipe.crash"), 0o600) == 0)
        #expect(try CrashReport.read(folder.file("pipe.crash")) == nil)
        try Data(#"{"description": "Aborted"}"#.utf8).write(to: URL(fileURLWithPath: folder.file("real")))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("link.crash"), withDestinationPath: folder.file("real"))
        #expect(try CrashReport.read(folder.file("link.crash")) == nil)
        #expect(try CrashReport.read(folder.file("real"))?.description == "Aborted")
    }
}
