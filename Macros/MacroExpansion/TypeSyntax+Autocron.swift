import SwiftTokens

extension TypeSyntax {
    /// Whether it is `Void` in one of its spellings.
    var isVoid: Bool {
        let type = unparenthesized
        return type.isEmptyTuple || type.isStandardType("Void")
    }

    /// Whether it is `Never` in one of its spellings.
    var isNever: Bool {
        unparenthesized.isStandardType("Never")
    }

    private func isStandardType(_ name: String) -> Bool {
        guard let named, named.argument == nil else { return false }
        return named.path == [name] || named.path == ["Swift", name]
    }

    /// The type `T`, if it is `Delayed<T>`.
    var delayedType: TypeSyntax? {
        let type = unparenthesized
        return type.isAutocronType("Delayed", generic: true) ? type.named?.argument : nil
    }

    /// Whether it is `Delayed` without its type, or with more than one.
    var isMiswrittenHandle: Bool {
        unparenthesized.isAutocronType("Delayed", generic: false) || delayedType?.hasComma ?? false
    }

    /// Whether it is a type of this library, with or without its qualification.
    func isAutocronType(_ name: String, generic: Bool) -> Bool {
        guard let named, (named.argument != nil) == generic else { return false }
        return named.path == [name] || named.path == ["Autocron", name] || named.path == ["Autocron", "Autocron", name]
    }

    /// The type as it may be written anywhere: `T?` for `T!`, which is allowed in parameters alone.
    var storableText: String {
        guard let mark = unwrappingMark else { return text }
        return source.text(range.lowerBound..<mark.lowerBound) + "?"
    }
}
