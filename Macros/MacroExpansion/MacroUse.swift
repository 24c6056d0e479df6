import PluginMessaging
import SwiftTokens

/// One use of a macro, read as far as it can be read: nothing is refused here.
///
/// A class, because all rules and writers hold it: a copy of a large structure is much code in a build for debugging.
final class MacroUse {
    /// The macros of this plugin.
    enum Macro: String {
        case delay = "Delay"
        case cron = "Cron"

        /// The macro's `type:` in `#externalMacro`.
        init?(typeName: String) {
            switch typeName {
            case "DelayMacro": self = .delay
            case "CronMacro": self = .cron
            default: return nil
            }
        }

        /// Whether an attribute is a use of one of the macros; another module's attribute of that name is not.
        init?(_ attribute: Attribute) {
            guard attribute.path.count == 1 || attribute.path.first == "Autocron" else { return nil }
            self.init(rawValue: attribute.name)
        }
    }

    let macro: Macro?
    let attributeText: Excerpt
    let attribute: Attribute?
    let declaration: Excerpt
    let function: Result<FunctionDeclaration, DeclarationProblem>
    /// What encloses the declaration, innermost first.
    let context: [EnclosingDeclaration]
    let discriminator: String
    /// The attribute's arguments: read once, since every rule asks for its own.
    private(set) lazy var arguments = attribute?.arguments ?? []

    init(_ request: AttachedMacroRequest) {
        let declaration = Excerpt(request.declSyntax)
        self.macro = Macro(typeName: request.macro.typeName)
        self.attributeText = Excerpt(request.attributeSyntax)
        self.attribute = Attribute(attributeText.source)
        self.declaration = declaration
        self.function = Result { () throws(DeclarationProblem) in try FunctionDeclaration(declaration.source) }
        self.context = (request.lexicalContext ?? []).map { EnclosingDeclaration(SourceText($0.source)) }
        self.discriminator = request.discriminator
    }

    /// The name for messages: `@Delay` or `@Cron`.
    var name: String {
        "@\(macro?.rawValue ?? "")"
    }

    /// Whether the declaration stands in a protocol.
    var isRequirement: Bool {
        if case .protocol? = context.first { true } else { false }
    }

    /// The attributes of the declaration that are uses of our macros, in order, with the branches of `#if` they stand in.
    private var ourAttributes: [(attribute: Attribute, branches: [Int])] {
        (try? function.get())?.conditionalAttributes.filter { Macro($0.attribute) != nil } ?? []
    }

    /// Whether the compiler will ask about another one of our attributes, which knows that this one is there.
    ///
    /// Of several, the first one leaves the word to the others.
    var leavesWordToAnother: Bool {
        let ours = ourAttributes
        guard let index = ours.firstIndex(where: { isThisAttribute($0.attribute) }) else { return false }
        let isFirst = !ours[..<index].contains { ours[index].branches.starts(with: $0.branches) }
        return isFirst && ours[(index + 1)...].contains { $0.branches.starts(with: ours[index].branches) }
    }

    /// Whether another one of our attributes is surely there, too; one in another branch of `#if` is not.
    var isOneOfSeveral: Bool {
        let ours = ourAttributes
        guard let this = ours.first(where: { isThisAttribute($0.attribute) }) else { return false }
        return ours.contains { !isThisAttribute($0.attribute) && this.branches.starts(with: $0.branches) }
    }

    /// The attributes that are surely there: not those in branches of `#if` of which it is not known whether they are.
    func certainAttributes(of function: FunctionDeclaration) -> [Attribute] {
        let all = function.conditionalAttributes
        let branches = all.first { isThisAttribute($0.attribute) }?.branches ?? []
        return all.filter { branches.starts(with: $0.branches) }.map(\.attribute)
    }

    /// Whether an attribute of the declaration is the one that is being expanded.
    func isThisAttribute(_ other: Attribute) -> Bool {
        guard let attribute else { return false }
        return attribute.range.lowerBound + attributeText.location.offset
            == other.range.lowerBound + declaration.location.offset
    }
}
