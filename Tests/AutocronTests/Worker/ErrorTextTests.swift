import Foundation
import TaskModel
import TestSupport
import Testing

@testable import Autocron

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

private struct Fire: LocalizedError {
    var errorDescription: String? { "the printer is on fire" }
}

private struct Detailed: LocalizedError {
    let errorDescription: String? = "the printer is on fire"
    let failureReason: String? = "the paper was too dry"
    let recoverySuggestion: String? = "open a window"
}

private struct OnlyAdvice: LocalizedError {
    let recoverySuggestion: String? = "open a window"
}

private enum Plain: Error {
    case plain, code(Int), wrapped(any Error), pair(Int, any Error)
}

private struct Silent: Error, CustomStringConvertible {
    var description = ""
}

private struct SilentLocalized: LocalizedError, CustomStringConvertible {
    let errorDescription: String? = " \n"
    let description = "what it describes"
}

private struct Holder: Error {
    let step = 3
    let cause: (any Error)?
}

private struct Many: Error, CustomStringConvertible {
    let description = "several things went wrong"
    let underlyingErrors: [any Error]
}

private final class Loop: Error, CustomStringConvertible {
    let description = "a loop"
    // One test has it for itself.
    nonisolated(unsafe) var next: Loop?
}

private struct Domestic: CustomNSError {
    static let errorDomain = "Kitchen"
    let errorCode = 7
    var errorUserInfo: [String: Any] {
        [NSLocalizedDescriptionKey: "the milk is sour", NSUnderlyingErrorKey: Fire()]
    }
}

@Suite("The text of an error that a task threw")
struct ErrorTextTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var error: any Error
        var text: String
        var type: String
        var testDescription: String { text }

        init(_ error: any Error, _ text: String, _ type: String) {
            (self.error, self.text, self.type) = (error, text, type)
        }
    }

    static let words: [Case] = [
        Case(Fire(), "the printer is on fire", "AutocronTests.Fire"),
        Case(
            Detailed(), "the printer is on fire; the paper was too dry; open a window", "AutocronTests.Detailed"),
        Case(
            OnlyAdvice(), "OnlyAdvice(recoverySuggestion: Optional(\"open a window\")); open a window",
            "AutocronTests.OnlyAdvice"),
        Case(SilentLocalized(), "what it describes", "AutocronTests.SilentLocalized"),
        Case(Plain.plain, "Plain.plain", "AutocronTests.Plain"),
        Case(Plain.code(3), "Plain.code(3)", "AutocronTests.Plain"),
        Case(
            Silent(), "an error of type 'AutocronTests.Silent', which has no words for itself", "AutocronTests.Silent"),
        Case(
            Silent(description: " \n\t"),
            "an error of type 'AutocronTests.Silent', which has no words for itself", "AutocronTests.Silent"),
        Case(Silent(description: "two\nlines"), "two\nlines", "AutocronTests.Silent"),
        Case(CancellationError(), "the work was cancelled (CancellationError)", "Swift.CancellationError"),
        Case(TaskError.timedOut, "the task ran past its timeout", "Autocron.TaskError"),
    ]

    static let causes: [Case] = [
        Case(Plain.wrapped(Fire()), "the printer is on fire", "AutocronTests.Plain"),
        Case(Plain.pair(1, Fire()), "the printer is on fire", "AutocronTests.Plain"),
        Case(Holder(cause: Fire()), "the printer is on fire", "AutocronTests.Holder"),
        Case(
            Many(underlyingErrors: [Fire(), Plain.code(3)]),
            "several things went wrong; cause: the printer is on fire; cause: Plain.code(3)", "AutocronTests.Many"),
        Case(Domestic(), "the milk is sour (Kitchen 7); cause: the printer is on fire", "AutocronTests.Domestic"),
        Case(
            CocoaError(
                .fileReadNoSuchFile, userInfo: [NSFilePathErrorKey: "/x", NSUnderlyingErrorKey: POSIXError(.ENOENT)]),
            "'/x' (NSCocoaErrorDomain 260); cause: ", "CocoaError"),
        Case(POSIXError(.ENOENT), "No such file or directory (NSPOSIXErrorDomain 2)", "POSIXError"),
        Case(URLError(.timedOut), "(NSURLErrorDomain -1001)", "URLError"),
        Case(NSError(domain: "Mine", code: 4), "(Mine 4)", "NSError"),
        Case(
            NSError(
                domain: "Mine", code: 4,
                userInfo: [
                    NSLocalizedDescriptionKey: "it broke", NSLocalizedFailureReasonErrorKey: "too old",
                    "NSMultipleUnderlyingErrorsKey": [Fire(), Plain.plain] as [any Error],
                ]),
            "it broke; too old (Mine 4); cause: the printer is on fire; cause: Plain.plain", "NSError"),
    ]

    @Test("It is what the error says of itself", arguments: words)
    func says(_ entry: Case) {
        let text = ErrorText(entry.error)
        #expect(text.text == entry.text)
        #expect(text.type == entry.type)
    }

    @Test("What lies under it is said too, one level deep", arguments: causes)
    func under(_ entry: Case) {
        let text = ErrorText(entry.error)
        #expect(text.text.contains(entry.text))
        #expect(text.type.hasSuffix(entry.type))
    }

    @Test("What has failed to decode says where, what was expected, and why")
    func decoding() throws {
        struct Order: Decodable {
            struct Line: Decodable { var price: Int }
            var lines: [Line]
        }
        let table = [
            #"{"lines":[{"price":1},{"price":"x"}]}"#: ["DecodingError.typeMismatch: expected Int at 'lines[1].price'"],
            #"{"lines":[{}]}"#: ["DecodingError.keyNotFound", "'price'", "at 'lines[0]'"],
            #"{"lines":null}"#: ["DecodingError.valueNotFound", "at 'lines'"],
            "{": ["DecodingError.dataCorrupted: "],
        ]
        for (json, parts) in table {
            let error = try #require(throws: DecodingError.self) {
                try JSONDecoder().decode(Order.self, from: Data(json.utf8))
            }
            let text = ErrorText(error)
            for part in parts { #expect(text.text.contains(part), "\(text.text)") }
            #expect(text.type == "Swift.DecodingError")
        }
        let context = DecodingError.Context(codingPath: [], debugDescription: "no JSON", underlyingError: Fire())
        let corrupted = ErrorText(DecodingError.dataCorrupted(context)).text
        #expect(corrupted == "DecodingError.dataCorrupted: no JSON; cause: the printer is on fire")
        let error = try #require(throws: EncodingError.self) { try JSONEncoder().encode(["a": [1, Double.nan]]) }
        #expect(ErrorText(error).text.hasPrefix("EncodingError.invalidValue: a Double at 'a[1]'"))
    }

    @Test("A type inside of a function, or private to a file, has its plain name")
    func hiddenTypes() {
        struct Local: Error {}
        #expect(ErrorText(Local()).type == "AutocronTests.ErrorTextTests.Local")
        #expect(ErrorText(Fire()).type == "AutocronTests.Fire")
    }

    @Test("Errors in a circle end, and what was said is not said again")
    func circle() {
        let loop = Loop()
        unsafe loop.next = loop
        #expect(ErrorText(loop).text == "a loop")
        unsafe loop.next = nil
    }

    @Test(
        "Long texts are cut to their limit of bytes, whatever their letters",
        arguments: ["x", "é", "👩‍👩‍👧‍👦", "e\u{301}\u{302}\u{303}"])
    func long(_ letter: String) {
        let text = ErrorText(Silent(description: String(repeating: letter, count: 20_000))).text
        #expect(text.utf8.count <= 8_192)
        #expect(text.utf8.count > 8_192 - 40)
        #expect(text.hasSuffix("…"))
        #expect(!text.contains("\u{FFFD}"))
    }

    @Test("One endless letter is cut too, and a text of just the limit is not")
    func endless() {
        let endless = ErrorText(Silent(description: "e" + String(repeating: "\u{301}", count: 10_000))).text
        #expect(endless.utf8.count <= 8_192)
        let full = String(repeating: "x", count: 8_192)
        #expect(ErrorText(Silent(description: full)).text == full)
    }

    @Test("Many causes are not all said, and long ones are cut")
    func manyCauses() {
        let causes = (0..<1_000).map { Silent(description: "\($0)" + String(repeating: "x", count: 5_000)) }
        let text = ErrorText(Many(underlyingErrors: causes)).text
        #expect(text.utf8.count < 5_000)
        #expect(text.split(separator: "cause: ").count == 5)
    }

    @Test("No failure holds more than may be stored, whoever makes it")
    func failures() {
        let failure = Failure(.undecodableArguments, message: String(repeating: "x", count: 100_000))
        #expect(failure.message?.utf8.count == 8_192)
    }
}
