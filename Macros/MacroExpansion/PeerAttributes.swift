import SwiftTokens

/// Attributes and modifiers of the declarations that are added.
enum PeerAttributes {
    /// Avoids deprecation warnings where the worker calls a marked function that is itself deprecated.
    static let deprecated = "@available(*, deprecated, message: \"an implementation detail of autocron\")"

    /// The attributes that give a peer the function's own isolation, whatever that is by default, and its availability.
    ///
    /// So a call of the function needs `await` only if its effects say so. An attribute without arguments that is not
    /// one of the compiler's own counts as a global actor.
    static func isolation(of marked: MarkedFunction) -> String {
        var lines: [String] = []
        // The start of each open `#if`: one without an attribute in it is not part of the list of attributes, and is
        // left out.
        var openings: [(start: Int, hasAttribute: Bool)] = []
        for element in marked.function.attributeList {
            switch element {
            case .attribute(let attribute) where isKept(attribute):
                lines.append(marked.text.source.text(attribute.range))
                for index in openings.indices { openings[index].hasAttribute = true }
            case .attribute: break
            case .directive(let range):
                let text = marked.text.source.text(range)
                if text.hasPrefix("#if") { openings.append((lines.count, false)) }
                lines.append(text)
                if text.hasPrefix("#endif"), let opening = openings.popLast(), !opening.hasAttribute {
                    lines.removeSubrange(opening.start...)
                }
            }
        }
        let modifiers = marked.function.modifiers.filter { $0.name == "nonisolated" }
        return (lines + modifiers.map { marked.text.source.text($0.range) }).map { $0 + "\n" }.joined()
    }

    private static func isKept(_ attribute: Attribute) -> Bool {
        if MacroUse.Macro(attribute) != nil { return false }
        if attribute.name == "available" { return attribute.availabilityCondition != nil }
        if attribute.name == "concurrent" { return true }
        return !attribute.hasArguments && !isCompilers(attribute)
    }

    /// Whether an attribute is one of the compiler's own attributes that a function can have without arguments.
    private static func isCompilers(_ attribute: Attribute) -> Bool {
        guard attribute.path.count == 1 else { return false }
        let isInternal = attribute.name.hasPrefix("_") && attribute.name.dropFirst().first?.isLowercase ?? false
        return isInternal || compilers.contains(attribute.name)
    }

    private static let compilers: Set<String> = [
        "IBAction", "IBSegueAction", "Sendable", "c", "discardableResult", "implementation", "inlinable",
        "noDerivative",
        "nonobjc", "objc", "preconcurrency", "safe", "specialized", "unsafe", "usableFromInline", "used",
        "warn_unqualified_access",
    ]

    /// The versions that the function needs, as conditions for its registration.
    static func conditions(of marked: MarkedFunction) -> [String] {
        marked.function.attributes.compactMap(\.availabilityCondition)
    }
}

extension Attribute {
    /// `#available(…)` with the same meaning, if the attribute names the versions that introduced the function.
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
