import PluginMessaging
import SwiftTokens

/// A piece of the user's file: its text, and its position in the file.
struct SourceSlice: Sendable {
    let source: SourceText
    let location: SourceLocation

    init(_ syntax: SourceSyntax) {
        self.source = SourceText(syntax.source)
        self.location = syntax.location
    }

    /// The position of its first byte.
    var start: Diagnostic.Position {
        Diagnostic.Position(fileName: location.fileName, offset: location.offset)
    }

    /// A part of it, for a message to point at and a fix-it to replace.
    func place(_ range: Range<Int>) -> Place {
        let offset = location.offset
        return Place(
            span: Diagnostic.Span(
                fileName: location.fileName, range: (range.lowerBound + offset)..<(range.upperBound + offset)
            ),
            text: source.text(range)
        )
    }

    /// The line and column of a byte in the user's file.
    func position(of offset: Int) -> (line: Int, column: Int) {
        source.position(of: offset, from: (location.line, location.column))
    }
}

/// Some bytes of the user's file.
struct Place: Sendable {
    let span: Diagnostic.Span
    let text: String

    var position: Diagnostic.Position {
        Diagnostic.Position(fileName: span.fileName, offset: span.startOffset)
    }

    /// The empty place before it.
    var before: Diagnostic.Span {
        Diagnostic.Span(fileName: span.fileName, range: span.startOffset..<span.startOffset)
    }

    /// The empty place after it.
    var after: Diagnostic.Span {
        Diagnostic.Span(fileName: span.fileName, range: span.endOffset..<span.endOffset)
    }
}
