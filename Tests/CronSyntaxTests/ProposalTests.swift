import Testing

@testable import CronSyntax

/// Whatever is proposed in place of a mistake is itself no mistake.
@Suite("Proposals") struct ProposalTests {
    /// Pieces of which expressions are made, right ones and wrong ones.
    private static let pieces = [
        "*", "*/", "/5", "*/5", "5/15", "59/2", "22-2", "22-2/3", "FRI-MON", "7-2", "60", "24", "0-60", "0", "32", "13",
        "8",
        "?", "*5", "*0", "L", "l", "lw", "15w", "15W", "31W,1", "FRIl", "FRI#l", "FRI#9", "#", ",", "1,", ",,", "MON,",
        "x",
        "jna", "MNO", "٣", "–", "1–5", "\u{A0}", "\u{3000}1", "TZ=UTC", "CRON_TZ=", "@daily", "@dayly", "@every", "5m",
        "-",
        "1-", "-1", "1-/2", "*/0", "*/x", "2026", "# note", "+1", "5.5", "1,5", "JAN-MAR", "SUN", "0/7", "0/", "//",
    ]

    /// What a proposal makes of the text is right at least up to its end; behind it there may be another mistake.
    private func expectAccepted(_ text: String) {
        let failure: CronExpressionError
        do throws(CronExpressionError) {
            _ = try CronExpression(text)
            return
        } catch {
            failure = error
        }
        guard let suggestion = failure.suggestion else {
            #expect(!failure.description.contains("did you mean"), "\(text)")
            return
        }
        let end = suggestion.range.lowerBound + suggestion.replacement.utf8.count
        for replacement in [suggestion.replacement] + alternatives(in: failure.description) {
            var bytes = Array(text.utf8)
            bytes.replaceSubrange(suggestion.range, with: replacement.utf8)
            let fixed = String(decoding: bytes, as: UTF8.self)
            do throws(CronExpressionError) {
                _ = try CronExpression(fixed)
            } catch {
                #expect(
                    error.range.lowerBound >= min(end, suggestion.range.lowerBound + replacement.utf8.count),
                    "\(text) → \(fixed)")
            }
        }
    }

    /// The second one of two proposals.
    private func alternatives(in description: String) -> [String] {
        let second = description.split(separator: "', or '").dropFirst().first
        return second.map { [String($0.prefix { $0 != "'" })] } ?? []
    }

    @Test("A step without a number is no torn field") func starSlash() throws {
        let error = try #require(throws: CronExpressionError.self) { try CronExpression("*/ * * * * *") }
        #expect(error.description == "second '*/' has no step after '/'")
        #expect(error.suggestion == nil)
    }

    @Test("for the refusals that are known are accepted", arguments: Refusal.table)
    func table(_ refusal: Refusal) {
        expectAccepted(refusal.source)
    }

    @Test("for random mistakes are accepted", arguments: 0..<20)
    func random(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(count))
        }
        for _ in 0..<3_000 {
            let count = 1 + next(8)
            let text = (0..<count).map { _ in
                next(3) == 0 ? Self.pieces[next(Self.pieces.count)] : "*"
            }.joined(separator: next(12) == 0 ? "" : " ")
            expectAccepted(text)
        }
    }
}
