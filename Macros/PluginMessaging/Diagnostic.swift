/// Something to be said about the user's source, in the form that the compiler prints.
///
/// The host drops whatever names a file other than that of a piece of the request.
package struct Diagnostic: Encodable, Equatable, Sendable {
    /// How grave it is, in the host's words.
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
        ///   - fileName: the file's name as the request gave it.
        ///   - offset: the byte's offset in the file.
        package init(fileName: String, offset: Int) {
            self.fileName = fileName
            self.offset = offset
        }

        /// No place at all.
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
        ///   - fileName: the file's name as the request gave it.
        ///   - range: the bytes' offsets in the file.
        package init(fileName: String, range: Range<Int>) {
            self.fileName = fileName
            self.startOffset = range.lowerBound
            self.endOffset = range.upperBound
        }
    }

    /// A further remark.
    package struct Note: Encodable, Equatable, Sendable {
        /// What it points at.
        package var position: Position
        /// What it says.
        package var message: String

        /// A further remark.
        ///
        /// - Parameters:
        ///   - position: what it points at.
        ///   - message: what it says.
        package init(position: Position, message: String) {
            self.position = position
            self.message = message
        }
    }

    /// An edit that settles the matter.
    package struct FixIt: Encodable, Equatable, Sendable {
        /// One replacement of an edit.
        package struct Change: Encodable, Equatable, Sendable {
            /// What is replaced; empty to insert.
            package var range: Span
            /// What is put there.
            package var newText: String

            /// One replacement.
            ///
            /// - Parameters:
            ///   - range: what is replaced.
            ///   - newText: what is put there.
            package init(range: Span, newText: String) {
                self.range = range
                self.newText = newText
            }
        }

        /// What the edit does.
        package var message: String
        /// Its replacements.
        package var changes: [Change]

        /// An edit.
        ///
        /// - Parameters:
        ///   - message: what the edit does.
        ///   - changes: its replacements.
        package init(message: String, changes: [Change]) {
            self.message = message
            self.changes = changes
        }
    }

    /// What is said.
    package var message: String
    /// How grave it is.
    package var severity: Severity
    /// What it points at.
    package var position: Position
    /// What is underlined.
    package var highlights: [Span]
    /// Further remarks.
    package var notes: [Note]
    /// Edits to choose from.
    package var fixIts: [FixIt]

    /// Something to be said about the user's source.
    ///
    /// - Parameters:
    ///   - message: what is said: lower case at the start, no full stop, as the compiler does.
    ///   - severity: how grave it is.
    ///   - position: what it points at.
    ///   - highlights: what is underlined.
    ///   - notes: further remarks.
    ///   - fixIts: edits to choose from.
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
