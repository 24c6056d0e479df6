import PluginMessaging
import SwiftTokens

@testable import MacroExpansion

/// A use of a macro in source text, from which the request is made that the compiler would send.
struct Use {
    private let source: String
    private let context: [String]
    private let attribute: Range<Int>
    private let discriminator: String
    private let fileName: String

    /// The text starts at this byte of its file, in the middle of a line.
    private static let origin = (offset: 1000, line: 10, column: 5)

    /// - Parameters:
    ///   - source: a declaration with a `@Delay` or `@Cron`.
    ///   - context: the enclosing declarations, innermost first.
    ///   - index: which of several attributes of ours is expanded.
    init(
        _ source: String, in context: [String] = [], attribute index: Int = 0,
        discriminator: String = "$s3App1f5DelayfMp_", fileName: String = "Sources/App/tasks.swift"
    ) {
        self.source = source
        self.context = context
        self.attribute = Self.attributes(in: source)[index]
        self.discriminator = discriminator
        self.fileName = fileName
    }

    /// Where our attributes stand, found without the reader that is under test.
    private static func attributes(in text: String) -> [Range<Int>] {
        let source = SourceText(text)
        let tokens = Lexer.tokens(of: source)
        var ranges: [Range<Int>] = []
        for token in tokens where source.isText(token.range, "@") {
            let rest = SourceText(source.text(token.range.lowerBound..<source.bytes.count))
            guard let attribute = Attribute(rest), ["Delay", "Cron"].contains(attribute.name) else { continue }
            ranges.append(token.range.lowerBound..<(token.range.lowerBound + attribute.range.upperBound))
        }
        return ranges
    }

    private func syntax(_ kind: SourceSyntax.Kind, _ range: Range<Int>) -> SourceSyntax {
        let text = SourceText(source)
        let position = text.position(of: range.lowerBound, from: (Self.origin.line, Self.origin.column))
        let location = SourceLocation(
            fileID: "App/tasks.swift", fileName: fileName, offset: Self.origin.offset + range.lowerBound,
            line: position.line, column: position.column
        )
        return SourceSyntax(kind: kind, source: text.text(range), location: location)
    }

    private var macroName: String {
        SourceText(source).text(attribute).contains("Cron") ? "Cron" : "Delay"
    }

    func expand(_ role: String) -> MacroExpansion {
        let nowhere = SourceLocation(fileID: "", fileName: "", offset: 0, line: 0, column: 0)
        return AutocronExpander().expand(
            AttachedMacroRequest(
                macro: .init(typeName: macroName + "Macro", name: macroName), macroRole: role,
                discriminator: discriminator, attributeSyntax: syntax(.attribute, attribute),
                declSyntax: syntax(.declaration, 0..<source.utf8.count),
                lexicalContext: context.map { SourceSyntax(kind: .declaration, source: $0, location: nowhere) }
            )
        )
    }

    /// What the peer role says, as `line:column: message`, counted from the start of the source.
    var messages: [String] {
        expand("peer").diagnostics.map { diagnostic in
            let offset = diagnostic.position.offset - Self.origin.offset
            let position = SourceText(source).position(of: offset, from: (1, 1))
            let severity = diagnostic.severity == .error ? "" : "\(diagnostic.severity): "
            return "\(position.line):\(position.column): \(severity)\(diagnostic.message)"
        }
    }

    /// The source after each of the fix-its.
    var fixed: [String] {
        expand("peer").diagnostics.flatMap(\.fixIts).map { fixIt in
            let changes = fixIt.changes.sorted { $0.range.startOffset > $1.range.startOffset }
            let bytes = changes.reduce(into: Array(source.utf8)) { bytes, change in
                let start = change.range.startOffset - Self.origin.offset
                bytes.replaceSubrange(start..<(change.range.endOffset - Self.origin.offset), with: change.newText.utf8)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }
}
