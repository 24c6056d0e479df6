import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron
@testable import Platform

@Suite("What a dead worker has left")
struct CrashEvidenceTests {
    private static let reported = "\n*** Signal 4: Backtracing from 0x7ff970ef9361... done ***\n\n"

    private func evidence(_ text: String, frames: Int = 0) -> CrashEvidence {
        var evidence = CrashEvidence(standardError: Array(text.utf8))
        if frames > 0 {
            evidence.report = CrashReport(json: Data(#"{"description": "Illegal instruction"}"#.utf8))
            evidence.report?.frames = (1...frames).map {
                CrashDetails.Frame(function: "f", file: "/src/A.swift", line: $0, column: 1)
            }
        }
        return evidence
    }

    @Test("The runtime's words are the reason, and what it says of its report is left out")
    func reason() throws {
        let evidence = evidence("working\nApp/A.swift:3: Fatal error: no photo\n" + Self.reported, frames: 1)
        let details = try #require(evidence.details(of: .signaled(4)))
        #expect(details.reason == "Fatal error: no photo")
        #expect(details.standardError == "working\nApp/A.swift:3: Fatal error: no photo")
        #expect(details.frames.count == 1)
        #expect(details.summary == "Fatal error: no photo, in f at /src/A.swift:1")
        #expect(evidence.signal == 4)
    }

    @Test("A line that only speaks of such an error is no reason")
    func noReason() {
        let details = evidence("no Fatal error here\n", frames: 1).details(of: .signaled(11))
        #expect(details?.reason == "Illegal instruction")
    }

    @Test("Where nothing is left there is no story")
    func nothing() {
        #expect(evidence("").details(of: .signaled(9)) == nil)
        #expect(evidence(Self.reported).details(of: .signaled(9)) == nil)
    }

    @Test("A report of a signal that the process has survived is no part of another death's story")
    func staleReport() {
        #expect(evidence("", frames: 2).details(of: .signaled(9)) == nil)
        #expect(evidence("", frames: 2).details(of: .exited(3)) == nil)
        #expect(evidence("", frames: 2).details(of: .signaled(11))?.frames.count == 2)
        #expect(evidence("", frames: 2).details(of: .unknown)?.frames.count == 2)
        // The worker was killed in the middle of its report.
        #expect(evidence(Self.reported, frames: 2).details(of: .signaled(9))?.frames.count == 2)
    }

    @Test("No more than four kilobytes are kept, cut at a character")
    func bounded() throws {
        let details = try #require(evidence(String(repeating: "ä", count: 5_000) + "x").details(of: .signaled(9)))
        let text = try #require(details.standardError)
        #expect(text.utf8.count <= CrashEvidence.limit)
        #expect(text.utf8.count > CrashEvidence.limit - 4)
        #expect(text.hasPrefix("ä"))
    }

    @Test("Bytes that are no text do no harm")
    func bytes() {
        let evidence = CrashEvidence(standardError: [0xFF, 0x00, 0x80, 10, 65])
        #expect(evidence.details(of: .signaled(9))?.standardError?.hasSuffix("\nA") == true)
    }
}
