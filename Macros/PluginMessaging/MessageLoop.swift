#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Expands attributes: a pure function of one request.
///
/// The compiler may ask in any process and any number of times, so nothing is remembered from one request to the next.
package protocol AttachedMacroExpander {
    /// Expands one role of one attribute.
    ///
    /// - Parameter request: The attribute, its declaration and what encloses them.
    /// - Returns: Source, or at least one error; the host takes an answer with neither to mean "nothing to add".
    func expand(_ request: AttachedMacroRequest) -> MacroExpansion
}

/// The conversation with the compiler: one request, one reply, in order, until the host says goodbye.
package struct MessageLoop<Channel: ByteChannel, Expander: AttachedMacroExpander> {
    private let connection: FrameConnection<Channel>
    private let expander: Expander

    /// Prepares a conversation.
    ///
    /// - Parameters:
    ///   - connection: The connection to the host.
    ///   - expander: The implementation of the macros.
    package init(_ connection: FrameConnection<Channel>, expander: Expander) {
        self.connection = connection
        self.expander = expander
    }

    /// Answers until the host says goodbye.
    ///
    /// The host kills the process right after its goodbye, so no work may be left to do then.
    ///
    /// - Throws: ``ConnectionError`` if the stream breaks; `DecodingError` if a message is not one of the protocol's.
    package func run() throws {
        while let payload = try connection.receive() {
            let message = try JSONDecoder().decode(HostMessage.self, from: Data(payload))
            let reply = try JSONEncoder().encode(answer(to: message))
            try connection.send([UInt8](reply))
        }
    }

    private func answer(to message: HostMessage) -> PluginMessage {
        switch message {
        case .getCapability:
            .getCapabilityResult
        case .expandAttachedMacro(let request):
            .expandMacroResult(expander.expand(request))
        case .expandFreestandingMacro:
            .expandMacroResult(MacroExpansion(expandedSource: nil, diagnostics: [Self.refusal("'#' macros")]))
        case .loadPluginLibrary:
            .loadPluginLibraryResult(diagnostics: [Self.refusal("macro libraries")])
        }
    }

    private static func refusal(_ what: String) -> Diagnostic {
        Diagnostic(message: "this macro plugin has no \(what)", position: .nowhere)
    }
}
