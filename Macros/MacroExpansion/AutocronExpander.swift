package import PluginMessaging
import SwiftTokens

/// Expands `@Delay` and `@Cron`.
package struct AutocronExpander: AttachedMacroExpander {
    package init() {}

    package func expand(_ request: AttachedMacroRequest) -> MacroExpansion {
        let use = MacroUse(request)
        switch (use.macro, request.macroRole) {
        case (.delay?, "peer"): return expandPeers(use, DelayMacro.init)
        case (.cron?, "peer"): return expandPeers(use, CronMacro.init)
        case (.delay?, "body"): return expandBody(use)
        default:
            let place = use.attribute.map { use.attributeText.place($0.range).position } ?? use.attributeText.start
            return MacroExpansion(expandedSource: nil, diagnostics: [.unknownUse(request, at: place)])
        }
    }

    /// The peer role reports all diagnostics.
    private func expandPeers<Macro: PeerMacro>(
        _ use: MacroUse, _ read: (MacroUse) throws(Refusal) -> Macro
    ) -> MacroExpansion {
        if use.leavesWordToAnother { return MacroExpansion(expandedSource: "") }
        do throws(Refusal) {
            let macro = try read(use)
            return MacroExpansion(expandedSource: macro.peers, diagnostics: macro.warnings)
        } catch {
            return MacroExpansion(expandedSource: nil, diagnostics: [error.diagnostic])
        }
    }

    /// The body role reports nothing, because the peer role already has.
    ///
    /// A refused function gets a body that fits every signature, so that its own body is not type-checked and the
    /// refusal stays the only error. The program never compiles, so the trap never runs. A protocol requirement gets no
    /// body.
    private func expandBody(_ use: MacroUse) -> MacroExpansion {
        do throws(Refusal) {
            return MacroExpansion(expandedSource: try DelayMacro(use).body)
        } catch {
            // No user can reach the trap: the peer role has refused the function, so the program does not compile.
            return MacroExpansion(expandedSource: use.isRequirement ? nil : use.opaqueBody ?? "{ Swift::fatalError() }")
        }
    }
}

extension MacroUse {
    /// The written body of a function that returns `some P`: only this body tells the compiler the underlying type.
    fileprivate var opaqueBody: String? {
        guard case .success(let function) = function, function.result?.opaqueKeyword != nil, let body = function.body
        else { return nil }
        let inside = body.lowerBound + 1
        let text = declaration.source.text(inside..<(body.upperBound - 1))
        return "{\n\(SwiftWriting.placed(text, at: inside, of: declaration))}"
    }
}

/// A function that passed all checks.
protocol PeerMacro {
    /// The declarations that are added beside the function.
    var peers: String { get }
    /// Warnings about the function, which is accepted all the same.
    var warnings: [Diagnostic] { get }
}

/// Why a use of a macro is refused: the one error that the user sees.
struct Refusal: Error, Equatable {
    let diagnostic: Diagnostic

    init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
    }
}
