import PluginMessaging
import SwiftTokens

/// What the call of a `@Delay` function gives its caller.
enum DelayResult {
    /// Nothing: `func f()`.
    case nothing
    /// A handle of a body without a result: `-> Delayed<Void>`.
    case emptyHandle
    /// A handle: `-> Delayed<T>`, with the type `T` and its range.
    case handle(String, Range<Int>)
    /// The result itself, for which the call waits: `async throws -> T`.
    case value(String, Range<Int>)
}

/// What `@Delay` asks of a function's parameters, effects and result.
struct DelayRules {
    private let text: SourceSlice
    private let function: FunctionDeclaration

    init(_ marked: MarkedFunction) {
        self.text = marked.text
        self.function = marked.function
    }

    private func place(_ range: Range<Int>) -> Place {
        text.place(range)
    }

    /// Every argument is stored under its parameter's name, as a copy.
    func checkParameters() throws(Refusal) {
        for parameter in function.parameters {
            if let attribute = parameter.attributes.first {
                throw Refusal(.parameterAttribute(place(attribute.range)))
            }
            try checkType(of: parameter)
            if parameter.name.isWildcard { throw Refusal(.namelessParameter(place(parameter.name.range))) }
        }
    }

    private func checkType(of parameter: Parameter) throws(Refusal) {
        let type = parameter.type
        if type.arrow != nil { throw Refusal(.closureParameter(place(parameter.typeRange))) }
        if let specifier = type.specifiers.first { throw Refusal(.parameterSpecifier(place(specifier.range))) }
        if let opaque = type.opaqueKeyword { throw Refusal(.opaqueParameter(place(opaque))) }
        if let ellipsis = type.ellipsis {
            throw Refusal(.variadicParameter(type, place(ellipsis)))
        }
    }

    /// The call throws what storing can throw, whatever the body throws.
    func checkEffects() throws(Refusal) {
        let effects = function.effects
        for keyword in [effects.asyncKeyword, effects.throwsKeyword].compactMap({ $0 })
        where keyword.text.hasPrefix("re") {
            throw Refusal(.rethrowing("@Delay", place(keyword.range)))
        }
        guard let type = effects.thrownType, !Self.isKeepable(type), let clause = effects.thrownClause else { return }
        throw Refusal(.thrownType(place(type.range), clause: place(clause)))
    }

    private static func isKeepable(_ type: TypeSyntax) -> Bool {
        let type = type.unparenthesized
        let words = type.tokens.map { type.source.text($0.range) }
        let keepable = [["Error"], ["Swift", ".", "Error"], ["Swift", "::", "Error"]]
        return keepable.contains(words.first == "any" ? Array(words.dropFirst()) : words)
            || type.isAutocronType("TaskError", generic: false)
    }

    /// Sorts the result, and refuses one that the call cannot have.
    func checkedResult() throws(Refusal) -> DelayResult {
        guard let type = function.result, !type.isVoid else { return .nothing }
        if type.isMiswrittenHandle { throw Refusal(.handleArgument(place(type.range))) }
        if let type = type.delayedType { return try handle(type) }
        try checkConcrete(type)
        guard function.effects.asyncKeyword != nil, function.effects.throwsKeyword != nil else {
            throw Refusal(.result(type.storableText, place(type.range), fixIts: resultFixIts(type)))
        }
        if type.isNever { throw Refusal(.neverReturns(place(type.range))) }
        return .value(type.storableText, type.range)
    }

    private func handle(_ type: TypeSyntax) throws(Refusal) -> DelayResult {
        if type.isVoid { return .emptyHandle }
        try checkConcrete(type)
        return .handle(type.text, type.range)
    }

    private func checkConcrete(_ type: TypeSyntax) throws(Refusal) {
        if type.arrow != nil { throw Refusal(.closureResult(place(type.range))) }
        if let opaque = type.opaqueKeyword { throw Refusal(.opaqueResult(place(opaque))) }
    }

    /// Both remedies: return a handle, or make the call wait.
    private func resultFixIts(_ type: TypeSyntax) -> [Diagnostic.FixIt] {
        let result = place(type.range)
        let handle = "Delayed<\(type.storableText)>"
        return [.replace(result, with: handle, "return a '\(handle)'"), waitingFixIt]
    }

    private var waitingFixIt: Diagnostic.FixIt {
        let effects = function.effects
        if let keyword = effects.asyncKeyword {
            return .insert(" throws", at: place(keyword.range).after, "wait for the result: add 'throws'")
        }
        if let keyword = effects.throwsKeyword {
            return .insert("async ", at: place(keyword.range).before, "wait for the result: add 'async'")
        }
        let parameters = place(function.parameterClause)
        return .insert(" async throws", at: parameters.after, "wait for the result: add 'async throws'")
    }
}

extension Parameter {
    /// The type with everything that belongs to it.
    var typeRange: Range<Int> {
        let start = type.specifiers.first?.range.lowerBound ?? type.range.lowerBound
        return start..<(type.ellipsis ?? type.range).upperBound
    }
}
