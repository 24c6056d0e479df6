/// What encloses a declaration, as far as its first line shows.
package enum EnclosingDeclaration: Equatable, Sendable {
    /// A type, or an extension of one: its name as written, and whether it evidently has generic parameters.
    ///
    /// An extension of a generic type looks like any other, unless its `where` clause requires a conformance of a
    /// parameter, or the type is a well-known one. An extension that fixes all parameters (`extension Array where
    /// Element == Int`) is not generic.
    case type(name: String, isGeneric: Bool)
    /// A protocol.
    case `protocol`(name: String)
    /// A function, a closure, an accessor, or any other scope that cannot have members.
    case local

    /// Reads one entry of a lexical context.
    ///
    /// - Parameter source: A declaration without its members.
    package init(_ source: SourceText) {
        var cursor = TokenCursor(source)
        guard (try? cursor.takeAttributes()) != nil else {
            self = .local
            return
        }
        _ = cursor.takeModifiers()
        let keyword = cursor.isAtDeclarationKeyword ? cursor.takeName() : nil
        let sugared = cursor
        var name = cursor.takeTypeName()
        // `[Int]` and `Int?`: types that are written without their own name.
        if name.isEmpty || cursor.isAt("?") { name = sugared.textOfExtendedType }
        switch keyword.map({ source.text($0.range) }) {
        case "struct", "class", "enum", "actor": self = .type(name: name, isGeneric: cursor.isAtAngle)
        case "extension":
            let isUnbound = Self.isStandardGeneric(name) && cursor.fixesNothing
            self = .type(name: name, isGeneric: isUnbound || cursor.hasConformance)
        case "protocol": self = .protocol(name: name)
        default: self = .local
        }
    }

    /// Whether a name certainly is that of a generic type of the standard library.
    ///
    /// Names that a program may well give to a type of its own, such as `Set` or `Task`, count only as `Swift.Set`.
    private static func isStandardGeneric(_ name: String) -> Bool {
        let plain: Set = ["Array", "ArraySlice", "ContiguousArray", "Dictionary", "Optional"]
        let shadowed: Set = ["ClosedRange", "KeyValuePairs", "Range", "Result", "Set"]
        if plain.contains(name) { return true }
        guard name.hasPrefix("Swift.") else { return false }
        let rest = String(name.dropFirst("Swift.".count))
        return plain.contains(rest) || shadowed.contains(rest)
    }
}

extension TokenCursor {
    /// Steps over a name with its qualification.
    fileprivate mutating func takeTypeName() -> String {
        var parts: [String] = []
        while let name = takeName() {
            parts.append(Name(source, name).text)
            guard take(".") != nil || take("::") != nil else { break }
        }
        return parts.joined(separator: ".")
    }

    /// The type of an extension, whatever it is, without spaces.
    fileprivate var textOfExtendedType: String {
        var cursor = self
        return cursor.take(upTo: [":", "where", "{"]).map { source.text($0.range) }.joined()
    }

    /// Whether neither arguments nor a `where` clause follow.
    fileprivate var fixesNothing: Bool {
        var cursor = self
        _ = cursor.take(upTo: ["where", "{"])
        return !isAtAngle && !cursor.isAt("where")
    }

    /// Whether a `where` clause follows that requires a conformance.
    fileprivate var hasConformance: Bool {
        var cursor = self
        _ = cursor.take(upTo: ["where", "{"])
        return cursor.isAt("where") && cursor.take(upTo: ["{"]).contains { source.isText($0.range, ":") }
    }
}
