/// A message about the user's source, in the form that the compiler prints.
///
/// The host drops every position in a file from which no piece of the request comes.
package struct Diagnostic: Encodable, Equatable, Sendable {
    /// The severity, in the host's words.
    package enum Severity: String, Encodable, Sendable {
        case error, warning, note, remark
    }

    /// The byte that a message points at.
    package struct Position: Encodable, Equatable, Sendable {
        /// The file's name as the request gave it; empty for nowhere.
        package var fileName: String
        /// The byte's offset in the file.
        package var offset: Int

        /// A place in a file.
        ///
        /// - Parameters:
        ///   - fileName: The file's name as the request gave it.
        ///   - offset: The byte's offset in the file.
        package init(fileName: String, offset: Int) {
            self.fileName = fileName
            self.offset = offset
        }

        /// No position.
        package static let nowhere = Position(fileName: "", offset: 0)
    }

    /// A half-open range of bytes.
    package struct Span: Encodable, Equatable, Sendable {
        /// The file's name as the request gave it.
        package var fileName: String
        /// The first byte.
        package var startOffset: Int
        /// One past the last byte.
        package var endOffset: Int

        /// A range of bytes in a file.
        ///
        /// - Parameters:
        ///   - fileName: The file's name as the request gave it.
        ///   - range: The bytes' offsets in the file.
        package init(fileName: String, range: Range<Int>) {
            self.fileName = fileName
            self.startOffset = range.lowerBound
            self.endOffset = range.upperBound
        }
    }

    /// An additional remark.
    package struct Note: Encodable, Equatable, Sendable {
        /// The position that it points at.
        package var position: Position
        /// The text.
        package var message: String

        /// Makes a remark.
        ///
        /// - Parameters:
        ///   - position: The position that it points at.
        ///   - message: The text.
        package init(position: Position, message: String) {
            self.position = position
            self.message = message
        }
    }

    /// An edit that fixes the error.
    package struct FixIt: Encodable, Equatable, Sendable {
        /// One replacement of an edit.
        package struct Change: Encodable, Equatable, Sendable {
            /// The range to replace; empty to insert.
            package var range: Span
            /// The replacement.
            package var newText: String

            /// Makes a replacement.
            ///
            /// - Parameters:
            ///   - range: The range to replace.
            ///   - newText: The replacement.
            package init(range: Span, newText: String) {
                self.range = range
                self.newText = newText
            }
        }

        /// The edit, described for the user.
        package var message: String
        /// Its replacements.
        package var changes: [Change]

        /// Makes an edit.
        ///
        /// - Parameters:
        ///   - message: The edit, described for the user.
        ///   - changes: Its replacements.
        package init(message: String, changes: [Change]) {
            self.message = message
            self.changes = changes
        }
    }

    /// The text.
    package var message: String
    /// The severity.
    package var severity: Severity
    /// The position that it points at.
    package var position: Position
    /// The ranges to underline.
    package var highlights: [Span]
    /// Additional remarks.
    package var notes: [Note]
    /// Edits to choose from.
    package var fixIts: [FixIt]

    /// Makes a message about the user's source.
    ///
    /// - Parameters:
    ///   - message: The text: lower case at the start, no full stop, as the compiler does.
    ///   - severity: The severity.
    ///   - position: The position that it points at.
    ///   - highlights: The ranges to underline.
    ///   - notes: Additional remarks.
    ///   - fixIts: Edits to choose from.
    package init(
        message: String, severity: Severity = .error, position: Position, highlights: [Span] = [], notes: [Note] = [],
        fixIts: [FixIt] = []
    ) {
        self.message = message
        self.severity = severity
        self.position = position
        self.highlights = highlights
        self.notes = notes
        self.fixIts = fixIts
    }
}
