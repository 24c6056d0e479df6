/// The reason why a text, or a set of keyword lists, is not a cron expression.
///
/// It names the first wrong field, reading from the left, and the wrong characters in it:
///
/// ```swift
/// do {
///     _ = try CronExpression("0 25 * * *")
/// } catch {
///     print(error)         // hour '25' is out of range, expected 0 to 23
///     print(error.field)   // hour
///     print(error.range)   // 2..<4
/// }
/// ```
public struct CronExpressionError: Error, Hashable, Sendable {
    /// A field of an expression, or the expression as a whole.
    public enum Field: String, Hashable, Sendable, CaseIterable, Codable {
        case second
        case minute
        case hour
        case dayOfMonth = "day-of-month"
        case month
        case dayOfWeek = "day-of-week"

        /// The expression as a whole: it has the wrong number of fields, or is an unknown nickname.
        case expression
    }

    /// The first field that is wrong.
    public let field: Field

    /// Where the failing characters are, in UTF-8 offsets from the beginning of the text.
    ///
    /// For keyword lists, which have no text, it is the position of the failing value in its list; for an empty list it
    /// is an empty range.
    public let range: Range<Int>

    /// One sentence: the text that failed, what is allowed, and what was probably meant.
    public var description: String { proposal.map { "\(sentence); \($0)" } ?? sentence }

    /// The text that failed, and what is allowed.
    private let sentence: String

    /// The end of the sentence: what was probably meant.
    private let proposal: String?

    /// The replacement that makes the intended expression, if there is no doubt about it.
    package let suggestion: Suggestion?

    /// A text to put in place of some characters of the expression.
    package struct Suggestion: Hashable, Sendable {
        /// The characters to replace, in UTF-8 offsets from the beginning of the text.
        package let range: Range<Int>

        /// The text to put in their place.
        package let replacement: String

        package init(range: Range<Int>, replacement: String) {
            self.range = range
            self.replacement = replacement
        }

        /// Whether the expression has no error up to the end of the replacement; after it there may be another one.
        fileprivate func isAccepted(in text: CronText) -> Bool {
            var bytes = text.bytes
            bytes.replaceSubrange(range, with: replacement.utf8)
            var parser = CronParser(String(decoding: bytes, as: UTF8.self))
            do throws(CronExpressionError) {
                _ = try parser.read()
                return true
            } catch {
                return error.range.lowerBound >= range.lowerBound + replacement.utf8.count
            }
        }
    }

    init(
        field: Field, range: Range<Int>, description: String, proposal: String? = nil, suggestion: Suggestion? = nil
    ) {
        self.field = field
        self.range = range
        sentence = description
        self.proposal = proposal
        self.suggestion = suggestion
    }

    /// This error, without a proposal that would itself be refused.
    ///
    /// - Parameter text: The expression.
    func checked(in text: CronText) -> CronExpressionError {
        guard let suggestion, !suggestion.isAccepted(in: text) else { return self }
        return CronExpressionError(field: field, range: range, description: sentence)
    }
}

extension CronExpressionError: CustomStringConvertible {}
