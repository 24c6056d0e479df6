import PluginMessaging
import SwiftTokens

/// A function that passed the checks that both macros share; its parameters and result are not checked here.
final class MarkedFunction {
    let use: MacroUse
    let attribute: Attribute
    let function: FunctionDeclaration
    let body: Range<Int>
    /// The enclosing types' names, outermost first.
    let typePath: [String]
    let storedName: String
    let names: UniqueNames

    init(_ use: MacroUse) throws(Refusal) {
        let rules = FunctionRules(use)
        let (attribute, function) = try rules.checkedFunction()
        self.use = use
        self.attribute = attribute
        self.function = function
        self.typePath = try rules.checkedTypePath(function)
        self.body = try rules.checkedBody(function)
        let given = try OptionRules(use, attribute).checkedName()
        self.storedName = given ?? StoredName.make(use.declaration.location.fileID, typePath, function)
        self.names = UniqueNames(discriminator: use.discriminator, function)
    }

    var text: SourceSlice { use.declaration }

    var isMember: Bool { !typePath.isEmpty }

    /// The function's source location in messages at run time.
    var location: String {
        "\(text.location.fileID):\(text.position(of: function.keyword.lowerBound).line)"
    }

    /// The keywords that a call of the function needs.
    var callPrefix: String {
        (function.effects.throwsSomething ? "try " : "") + (function.effects.asyncKeyword == nil ? "" : "await ")
    }

    /// The effects as they are written.
    var effects: String {
        let effects = function.effects
        let thrown = effects.thrownType.map { "(\($0.text))" } ?? ""
        return [effects.asyncKeyword?.text, effects.throwsKeyword.map { $0.text + thrown }]
            .compactMap { $0 }.map { " " + $0 }.joined()
    }
}

extension FunctionDeclaration.Effects {
    /// Whether a call must be marked with `try`.
    var throwsSomething: Bool {
        throwsKeyword != nil && !(thrownType?.isNever ?? false)
    }
}
