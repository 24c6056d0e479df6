import SwiftCompilerPlugin
import SwiftSyntax
import SwiftSyntaxMacros

/// Adds a function that calls the marked one: about the minimum for a macro of this kind.
struct DelayMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let function = declaration.as(FunctionDeclSyntax.self) else { return [] }
        return [
            """
            func \(raw: function.name.text)Later(_ name: String) throws { try \(function.name)(name) }
            """
        ]
    }
}

@main
struct AppMacros: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [DelayMacro.self]
}
