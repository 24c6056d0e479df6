import SwiftTokens

extension TypeSyntax {
    /// Whether it is `Void` in one of its spellings.
    var isVoid: Bool {
        if isEmptyTuple { return true }
        if let inner = parenthesized { return inner.isVoid }
        guard let named, named.argument == nil else { return false }
        return named.path == ["Void"] || named.path == ["Swift", "Void"]
    }

    /// Whether it is `Never` in one of its spellings.
    var isNever: Bool {
        if let inner = parenthesized { return inner.isNever }
        return named?.path == ["Never"] || named?.path == ["Swift", "Never"]
    }

    /// The type `T`, if it is `Delayed<T>`.
    var delayedType: TypeSyntax? {
        if let inner = parenthesized { return inner.delayedType }
        return isAutocronType("Delayed", generic: true) ? named?.argument : nil
    }

    /// Whether it is `Delayed` without its type, or with more than one.
    var isMiswrittenHandle: Bool {
        isAutocronType("Delayed", generic: false) || delayedType?.hasComma ?? false
    }

    /// Whether it is a type of this library, with or without its qualification.
    func isAutocronType(_ name: String, generic: Bool) -> Bool {
        guard let named, (named.argument != nil) == generic else { return false }
        return named.path == [name] || named.path == ["Autocron", name] || named.path == ["Autocron", "Autocron", name]
    }

    /// The type as it may stand anywhere: `T?` for `T!`, which parameters alone may have.
    var storableText: String {
        guard let mark = unwrappingMark else { return text }
        return source.text(range.lowerBound..<mark.lowerBound) + "?"
    }
}
