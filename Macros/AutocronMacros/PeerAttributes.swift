import SwiftTokens

/// Attributes and modifiers of the declarations that are added.
enum PeerAttributes {
    /// Keeps a marked function that is itself deprecated from causing warnings where the worker calls it.
    static let deprecated = "@available(*, deprecated, message: \"an implementation detail of autocron\")"

    /// What gives a peer the function's own isolation, whatever that is by default, and its availability.
    ///
    /// So a call of the function needs `await` if its effects say so, and for no other reason. An attribute in capitals
    /// without arguments is taken for a global actor.
    static func isolation(of marked: MarkedFunction) -> String {
        let attributes = marked.function.attributeList.compactMap { element in
            switch element {
            case .directive(let range): marked.text.source.text(range)
            case .attribute(let attribute): isKept(attribute) ? marked.text.source.text(attribute.range) : nil
            }
        }
        let modifiers = marked.function.modifiers.filter { $0.name == "nonisolated" }
        return (attributes + modifiers.map { marked.text.source.text($0.range) }).map { $0 + "\n" }.joined()
    }

    private static func isKept(_ attribute: Attribute) -> Bool {
        if MacroUse.Macro(attribute) != nil { return false }
        if attribute.name == "available" { return attribute.availabilityCondition != nil }
        if attribute.name == "concurrent" { return true }
        let isCapitalised = attribute.name.first?.isUppercase ?? false
        return isCapitalised && !attribute.hasArguments && attribute.name != "Sendable"
    }

    /// The versions that the function needs, as conditions for its registration.
    static func conditions(of marked: MarkedFunction) -> [String] {
        marked.function.attributes.compactMap(\.availabilityCondition)
    }
}

extension Attribute {
    /// `#available(…)` with the same meaning, if the attribute names the versions from which on the function exists.
    fileprivate var availabilityCondition: String? {
        guard name == "available", let clause = argumentClause, let first = arguments.first?.value else { return nil }
        if isShortAvailability { return "#available\(first.source.text(clause))" }
        let introduced = arguments.first { $0.label?.text == "introduced" }?.value.range.map(first.source.text)
        guard let platform = first.range.map(first.source.text), let introduced else { return nil }
        return platform == "swift" || platform == "*" ? nil : "#available(\(platform) \(introduced), *)"
    }

    /// `@available(macOS 15, iOS 18, *)`: platforms with versions, closed by a star.
    private var isShortAvailability: Bool {
        arguments.count > 1 && arguments.last?.value.range.map { arguments[0].value.source.isText($0, "*") } ?? false
    }
}
