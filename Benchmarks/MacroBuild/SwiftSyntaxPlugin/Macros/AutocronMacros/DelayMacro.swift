import SwiftCompilerPlugin
import SwiftSyntax
import SwiftSyntaxMacros

/// Leaves the marked function unchanged: the minimum for a macro with these two roles.
struct DelayMacro: BodyMacro, PeerMacro {
    static func expansion(
        of node: AttributeSyntax,
        providingBodyFor declaration: some DeclSyntaxProtocol & WithOptionalCodeBlockSyntax,
        in context: some MacroExpansionContext
    ) throws -> [CodeBlockItemSyntax] {
        Array(declaration.body?.statements ?? [])
    }

    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        []
    }
}

@main
struct AutocronMacros: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [DelayMacro.self]
}
