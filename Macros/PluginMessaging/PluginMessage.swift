/// What the plugin answers; on the wire, as ``HostMessage``, an object with exactly one key.
package enum PluginMessage: Equatable, Sendable {
    /// The answer to `getCapability`.
    case getCapabilityResult
    /// The answer to each request for an expansion.
    case expandMacroResult(MacroExpansion)
    /// The answer to `loadPluginLibrary`, which this plugin always refuses.
    case loadPluginLibraryResult(diagnostics: [Diagnostic])
}

extension PluginMessage: Encodable {
    /// The protocol of the Swift 6.3 compiler; older hosts accept a newer number.
    private static var protocolVersion: Int { 7 }

    private enum Name: String, CodingKey {
        case getCapabilityResult, expandMacroResult, loadPluginLibraryResult
    }

    private enum Field: String, CodingKey {
        case capability, protocolVersion, features, loaded, diagnostics
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Name.self)
        switch self {
        case .getCapabilityResult:
            var fields = container.nestedContainer(keyedBy: Field.self, forKey: .getCapabilityResult)
            var capability = fields.nestedContainer(keyedBy: Field.self, forKey: .capability)
            try capability.encode(Self.protocolVersion, forKey: .protocolVersion)
            try capability.encode([String](), forKey: .features)
        case .expandMacroResult(let expansion):
            try container.encode(expansion, forKey: .expandMacroResult)
        case .loadPluginLibraryResult(let diagnostics):
            var fields = container.nestedContainer(keyedBy: Field.self, forKey: .loadPluginLibraryResult)
            try fields.encode(false, forKey: .loaded)
            try fields.encode(diagnostics, forKey: .diagnostics)
        }
    }
}

/// What one role of one attribute expands to.
package struct MacroExpansion: Encodable, Equatable, Sendable {
    /// The new source; if nil, it is left out of the message, and the host adds nothing.
    package var expandedSource: String?
    /// Messages about the user's source.
    package var diagnostics: [Diagnostic]

    /// An expansion.
    ///
    /// - Parameters:
    ///   - expandedSource: The new source, or nil.
    ///   - diagnostics: Messages about the user's source.
    package init(expandedSource: String?, diagnostics: [Diagnostic] = []) {
        self.expandedSource = expandedSource
        self.diagnostics = diagnostics
    }
}
