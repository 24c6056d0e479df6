/// What an extension extends, where that is no place for a record: a protocol, or a generic type of the standard library.
///
/// The lexical context has the extension's words alone, and `extension Sequence` looks like `extension Sequel`. The name
/// of the expansion, which the compiler mangles, tells them apart: `ST3AppE` begins what is declared in an extension of
/// `Sequence` in the module `App` (https://github.com/swiftlang/swift/blob/main/docs/ABI/Mangling.rst). What is not
/// understood counts as unknown. A generic type of the user's own cannot be told from any other.
enum ExtendedType: Equatable {
    case `protocol`
    case genericType

    /// Finds out about an extension.
    ///
    /// - Parameter discriminator: the mangled name of an expansion in it.
    /// - Returns: nil if it is anything else, or an extension that may well fix all generic parameters.
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
        // Between the extension's module and its `E` stands what its `where` clause demands.
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
