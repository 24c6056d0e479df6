import PluginMessaging
import SwiftTokens

/// What both macros ask of a function: that it is one, that a worker process can call it, and that it has a body.
struct FunctionRules {
    private let use: MacroUse

    init(_ use: MacroUse) {
        self.use = use
    }

    private func place(_ range: Range<Int>) -> Place {
        use.declaration.place(range)
    }

    /// A function, marked once.
    func checkedFunction() throws(Refusal) -> (Attribute, FunctionDeclaration) {
        let function = try readFunction()
        guard let attribute = use.attribute else {
            let start = use.attributeText.start
            throw Refusal(.unreadable(use.name, expected: "the attribute's ')'", at: start))
        }
        try checkMarkedOnce()
        try checkAvailability(function)
        if function.isOperator { throw Refusal(.operatorFunction(use.name, place(function.name.range))) }
        if let clause = function.genericClause ?? function.whereClause {
            throw Refusal(.generic(use.name, place(clause)))
        }
        return (attribute, function)
    }

    private func readFunction() throws(Refusal) -> FunctionDeclaration {
        switch use.function {
        case .success(let function):
            return function
        case .failure(.other(_, let range)):
            throw Refusal(.notAFunction(use.name, place(range)))
        case .failure(.incomplete(let expected, let offset)):
            throw Refusal(.unreadable(use.name, expected: expected, at: place(offset..<offset).position))
        }
    }

    /// A function needs only one of our attributes: the later ones are refused, the first is not even checked.
    private func checkMarkedOnce() throws(Refusal) {
        guard use.leavesWordToAnother || use.isOneOfSeveral, case .success(let function) = use.function,
            let extra = function.attributes.first(where: use.isThisAttribute)
        else { return }
        throw Refusal(.repeated(place(extra.range), removing: place(withSpaceAfter(extra.range))))
    }

    private func withSpaceAfter(_ range: Range<Int>) -> Range<Int> {
        let rest = use.declaration.source.bytes[range.upperBound...]
        let end = rest.firstIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") } ?? rest.endIndex
        return range.lowerBound..<end
    }

    private func checkAvailability(_ function: FunctionDeclaration) throws(Refusal) {
        for attribute in use.certainAttributes(of: function) where attribute.name == "available" {
            // An attribute that names another platform does not concern this build.
            let subjects = ["*", "unavailable", "noasync", Self.platform]
            guard let first = attribute.arguments.first?.value.range, subjects.contains(place(first).text) else {
                continue
            }
            for argument in attribute.arguments {
                guard argument.label == nil, let range = argument.value.range else { continue }
                let word = place(range).text
                if word == "unavailable" || word == "noasync" {
                    throw Refusal(.unavailable(use.name, place(range), word: word))
                }
            }
        }
    }

    /// The name of the platform that the plugin runs on, and most often builds for.
    #if os(macOS)
    private static let platform = "macOS"
    #else
    private static let platform = "Linux"
    #endif

    /// The names of the enclosing types, outermost first, of a global or a static function.
    func checkedTypePath(_ function: FunctionDeclaration) throws(Refusal) -> [String] {
        var path: [String] = []
        for enclosing in use.context {
            path.insert(try checkedTypeName(enclosing, function), at: 0)
        }
        // An implicit getter leaves no trace in the context, only in the discriminator.
        if use.discriminator.contains("_$l"), !(path + [function.name.text]).contains(where: { $0.contains("_$l") }) {
            throw Refusal(.local(use.name, place(function.name.range)))
        }
        try checkExtendedType(path, function)
        if !path.isEmpty { try checkStatic(function) }
        return path
    }

    private func checkExtendedType(_ path: [String], _ function: FunctionDeclaration) throws(Refusal) {
        guard let typeName = path.last else { return }
        let name = place(function.name.range)
        switch ExtendedType(discriminator: use.discriminator) {
        case .protocol?: throw Refusal(.requirement(use.name, name))
        case .genericType?: throw Refusal(.genericType(use.name, typeName, name))
        case nil: return
        }
    }

    private func checkedTypeName(
        _ enclosing: EnclosingDeclaration, _ function: FunctionDeclaration
    ) throws(Refusal) -> String {
        let name = place(function.name.range)
        switch enclosing {
        case .type(let typeName, let isGeneric):
            if isGeneric { throw Refusal(.genericType(use.name, typeName, name)) }
            return typeName
        case .protocol: throw Refusal(.requirement(use.name, name))
        case .local: throw Refusal(.local(use.name, name))
        }
    }

    private func checkStatic(_ function: FunctionDeclaration) throws(Refusal) {
        if function.modifiers.contains(where: { $0.name == "static" || $0.name == "class" }) { return }
        let offending = function.modifiers.first { Self.instanceModifiers.contains($0.name) }
        let at = place(offending?.range ?? function.keyword)
        throw Refusal(.instanceMethod(use.name, at: at, fixIt: staticFixIt(function, offending)))
    }

    private static let instanceModifiers: Set<String> = ["mutating", "nonmutating", "borrowing", "consuming"]

    /// Inserts `static`, or puts it in the place of a word that only an instance method may have.
    private func staticFixIt(
        _ function: FunctionDeclaration, _ offending: FunctionDeclaration.Modifier?
    ) -> Diagnostic.FixIt? {
        if function.modifiers.contains(where: { ["override", "distributed"].contains($0.name) }) { return nil }
        if let offending {
            return .replace(place(offending.range), with: "static", "replace '\(offending.name)' with 'static'")
        }
        return .insert("static ", at: place(function.keyword).before, "insert 'static'")
    }

    /// The body that a worker runs.
    func checkedBody(_ function: FunctionDeclaration) throws(Refusal) -> Range<Int> {
        guard let body = function.body else { throw Refusal(.noBody(use.name, place(function.name.range))) }
        return body
    }
}
