import PluginMessaging
import SwiftTokens

/// One use of a macro, parsed as far as possible; nothing is refused here.
///
/// It is a class, because all rules and writers hold it, and copying a large structure is much code in a debug build.
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

        /// Whether an attribute is a use of one of the macros; an attribute of that name from another module is not.
        init?(_ attribute: Attribute) {
            guard attribute.path.count == 1 || attribute.path.first == "Autocron" else { return nil }
            self.init(rawValue: attribute.name)
        }
    }

    let macro: Macro?
    let attributeText: SourceSlice
    let attribute: Attribute?
    let declaration: SourceSlice
    let function: Result<FunctionDeclaration, DeclarationProblem>
    /// What encloses the declaration, innermost first.
    let context: [EnclosingDeclaration]
    let discriminator: String
    /// The attribute's arguments: parsed once, because every rule looks for its own.
    private(set) lazy var arguments = attribute?.arguments ?? []

    init(_ request: AttachedMacroRequest) {
        let declaration = SourceSlice(request.declSyntax)
        self.macro = Macro(typeName: request.macro.typeName)
        self.attributeText = SourceSlice(request.attributeSyntax)
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

    /// Whether the declaration is in a protocol.
    var isRequirement: Bool {
        if case .protocol? = context.first { true } else { false }
    }

    /// The declaration's attributes that are uses of our macros, in order, with the `#if` branches that contain them.
    private var ourAttributes: [(attribute: Attribute, branches: [Int])] {
        (try? function.get())?.conditionalAttributes.filter { Macro($0.attribute) != nil } ?? []
    }

    /// Whether the compiler will also expand another one of our attributes, which will find this one and report it.
    ///
    /// Of several attributes, the first one leaves the report to the others.
    var leavesWordToAnother: Bool {
        let ours = ourAttributes
        guard let index = ours.firstIndex(where: { isThisAttribute($0.attribute) }) else { return false }
        let isFirst = !ours[..<index].contains { ours[index].branches.starts(with: $0.branches) }
        return isFirst && ours[(index + 1)...].contains { $0.branches.starts(with: ours[index].branches) }
    }

    /// Whether another one of our attributes is certainly present; one in another branch of `#if` may not be.
    var isOneOfSeveral: Bool {
        let ours = ourAttributes
        guard let this = ours.first(where: { isThisAttribute($0.attribute) }) else { return false }
        return ours.contains { !isThisAttribute($0.attribute) && this.branches.starts(with: $0.branches) }
    }

    /// The attributes that are certainly present: not those in `#if` branches that may not be compiled.
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
