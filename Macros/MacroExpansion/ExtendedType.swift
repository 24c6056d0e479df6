/// What an extension extends, if a record cannot be stored there: a protocol, or a generic type of the standard
/// library.
///
/// The lexical context contains only the extension's own words, and `extension Sequence` looks like `extension Sequel`.
/// The name of the expansion, which the compiler mangles, tells them apart: `ST3AppE` is the prefix of declarations in
/// an extension of `Sequence` in the module `App` (https://github.com/swiftlang/swift/blob/main/docs/ABI/Mangling.rst).
/// A prefix that this parser does not understand counts as unknown. The user's own generic types cannot be told from
/// any other type.
enum ExtendedType: Equatable {
    case `protocol`
    case genericType

    /// Parses the prefix of an extension.
    ///
    /// - Parameter discriminator: The mangled name of an expansion in it.
    /// - Returns: nil for any other type, and for an extension that may well fix all generic parameters.
    init?(discriminator: String) {
        guard discriminator.hasPrefix("$s") else { return nil }
        var rest = discriminator.utf8.dropFirst(2)
        let subject: ExtendedType?
        if rest.first == UInt8(ascii: "S") {
            subject = Self.takeSubstitution(&rest)
        } else {
            subject = Self.takeNominal(&rest)
        }
        guard let subject else { return nil }
        // The requirements of the `where` clause come between the extension's module and its `E`.
        guard subject == .genericType else {
            self = subject
            return
        }
        guard Self.takeIdentifier(&rest) != nil, rest.first == UInt8(ascii: "E") else { return nil }
        self = subject
    }

    /// Steps over one of the short names of the standard library's types: `Sa`, `ScT`.
    private static func takeSubstitution(_ rest: inout Substring.UTF8View.SubSequence) -> ExtendedType? {
        let length = rest.dropFirst().first == UInt8(ascii: "c") ? 3 : 2
        let name = String(decoding: rest.prefix(length).dropFirst(), as: UTF8.self)
        rest = rest.dropFirst(length)
        if protocols.contains(name) { return .protocol }
        return genericTypes.contains(name) ? .genericType : nil
    }

    /// Steps over a module and the types nested in each other, each of which is followed by the letter of its kind.
    private static func takeNominal(_ rest: inout Substring.UTF8View.SubSequence) -> ExtendedType? {
        var path: [String] = []
        if rest.first == UInt8(ascii: "s") {
            rest = rest.dropFirst()
            path.append("Swift")
        } else if let module = takeIdentifier(&rest) {
            path.append(module)
        }
        while true {
            var ahead = rest
            guard let name = takeIdentifier(&ahead), let kind = ahead.first, "VCOP".utf8.contains(kind) else { break }
            rest = ahead.dropFirst()
            path.append(name)
            if kind == UInt8(ascii: "P") { return .protocol }
        }
        return namedGenericTypes.contains(path.joined(separator: ".")) ? .genericType : nil
    }

    /// Steps over a name with its length before it.
    private static func takeIdentifier(_ rest: inout Substring.UTF8View.SubSequence) -> String? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        // A zero begins a name that is written in parts.
        guard digits.first != UInt8(ascii: "0"), let count = Int(String(decoding: digits, as: UTF8.self)) else {
            return nil
        }
        let name = rest.dropFirst(digits.count).prefix(count)
        rest = rest.dropFirst(digits.count + count)
        return String(decoding: name, as: UTF8.self)
    }

    private static let protocols: Set<String> = [
        "B", "E", "F", "G", "H", "K", "L", "M", "Q", "T", "U", "X", "Y", "Z", "e", "j", "k", "l", "m", "t", "x", "y",
        "z", "cA", "cF", "cI", "cf", "ch", "ci",
    ]
    private static let genericTypes: Set<String> = [
        "D", "I", "N", "P", "R", "a", "h", "n", "p", "q", "r", "cC", "cG", "cS", "cT", "cc", "cg", "cs",
    ]
    private static let namedGenericTypes: Set<String> = [
        "Swift.ArraySlice", "Swift.ContiguousArray", "Swift.KeyValuePairs", "Swift.PartialRangeFrom",
        "Swift.PartialRangeThrough", "Swift.PartialRangeUpTo", "Swift.Result", "Swift.Slice", "Autocron.Delayed",
    ]
}
