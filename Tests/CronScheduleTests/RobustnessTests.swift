import CronEnglish
import CronSchedule
import CronSyntax
import TestSupport
import Testing

/// Texts that no person writes.
@Suite("Robustness") struct RobustnessTests {
    @Test("any text gives an expression or an error inside the text") func arbitraryText() {
        var random = SeededGenerator(seed: 7)
        let pieces = Array("*/-,#?LWlw0123456789 \t\n@JANFRIxyzé–∗\u{1F600}\u{0}_=").map(String.init)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...24, using: &random)
            expectTotal((0..<length).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
        }
    }

    @Test("any bytes give an expression or an error inside the text") func arbitraryBytes() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<5000 {
            let length = Int.random(in: 0...64, using: &random)
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            expectTotal(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test("one wrong character anywhere in an expression is reported at or behind it") func mutations() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<5000 {
            var bytes = Array(RandomExpression(using: &random, hasSeconds: true).text.utf8)
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0..<128, using: &random)
            expectTotal(String(decoding: bytes, as: UTF8.self))
        }
    }

    @Test(
        "long texts take no longer than their length",
        arguments: ["*", "* ", "1,", "1-", "é", "9", "*/", "L", "#", "@", "JAN", ",", "\u{A0}", " ", "FRI#2,"]
    )
    func longText(piece: String) {
        let long = String(repeating: piece, count: 100_000 / piece.utf8.count)
        let clock = ContinuousClock()
        let time = clock.measure {
            for text in [long, "* * * * " + long, long + " * * * *", "0 0 " + long + " * *", "@" + long] {
                expectTotal(text)
            }
        }
        #expect(time < .seconds(10))
    }

    private func expectTotal(_ text: String) {
        do {
            let (expression, _) = try CronExpression.check(text)
            _ = expression.english(in: nil)
        } catch {
            let isInside = error.range.upperBound <= text.utf8.count
            #expect(isInside, "\(text.debugDescription): \(error.range)")
            let isWhole = [error.range.lowerBound, error.range.upperBound].allSatisfy { offset in
                text.utf8.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex)?
                    .samePosition(in: text.unicodeScalars) != nil
            }
            #expect(isWhole, "\(text.debugDescription): \(error.range) splits a character")
            if let suggestion = error.suggestion { #expect(suggestion.range.upperBound <= text.utf8.count) }
        }
    }
}
