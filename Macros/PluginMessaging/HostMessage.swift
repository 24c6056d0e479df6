/// A message from the compiler.
///
/// On the wire a message is a JSON object with exactly one key, the message's name, over an object of its fields.
/// Fields that are not listed here are ignored: newer compilers send more of them.
package enum HostMessage: Sendable {
    /// The first message: which protocol is spoken.
    case getCapability
    /// Expand one role of one attribute.
    case expandAttachedMacro(AttachedMacroRequest)
    /// Expand a `#macro`.
    case expandFreestandingMacro
    /// Load a library with macros.
    case loadPluginLibrary
}

extension HostMessage: Decodable {
    private enum Name: String {
        case getCapability, expandAttachedMacro, expandFreestandingMacro, loadPluginLibrary
    }

    /// Accepts any key, so that an unknown one is refused instead of ignored.
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first,
            let name = Name(rawValue: key.stringValue)
        else {
            let found = container.allKeys.map(\.stringValue).sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "expected one known message, found [\(found)]")
            )
        }
        switch name {
        case .getCapability: self = .getCapability
        case .expandAttachedMacro: self = .expandAttachedMacro(try container.decode(forKey: key))
        case .expandFreestandingMacro: self = .expandFreestandingMacro
        case .loadPluginLibrary: self = .loadPluginLibrary
        }
    }
}

extension KeyedDecodingContainer {
    fileprivate func decode<Value: Decodable>(forKey key: Key) throws -> Value {
        try decode(Value.self, forKey: key)
    }
}

/// The request to expand one role of one attribute.
package struct AttachedMacroRequest: Decodable, Sendable {
    /// The macro to expand.
    package struct Macro: Decodable, Sendable {
        /// The `type:` of `#externalMacro`.
        package var typeName: String
        /// The name as spelled at the use; may be qualified, and may carry trailing space.
        package var name: String

        /// Names a macro.
        ///
        /// - Parameters:
        ///   - typeName: The `type:` of `#externalMacro`.
        ///   - name: The name as spelled at the use.
        package init(typeName: String, name: String) {
            self.typeName = typeName
            self.name = name
        }
    }

    /// The macro to expand.
    package var macro: Macro
    /// The role in the host's words, such as `peer` or `body`.
    package var macroRole: String
    /// A mangled prefix for unique names.
    package var discriminator: String
    /// The attribute alone.
    package var attributeSyntax: SourceSyntax
    /// The whole declaration with all its attributes and its body.
    package var declSyntax: SourceSyntax
    /// What encloses the declaration, innermost first, each without its members; old hosts leave it out.
    package var lexicalContext: [SourceSyntax]?

    /// A request.
    ///
    /// - Parameters:
    ///   - macro: The macro to expand.
    ///   - macroRole: The role in the host's words.
    ///   - discriminator: A mangled prefix for unique names.
    ///   - attributeSyntax: The attribute alone.
    ///   - declSyntax: The whole declaration.
    ///   - lexicalContext: What encloses the declaration, innermost first.
    package init(
        macro: Macro, macroRole: String, discriminator: String, attributeSyntax: SourceSyntax, declSyntax: SourceSyntax,
        lexicalContext: [SourceSyntax]?
    ) {
        self.macro = macro
        self.macroRole = macroRole
        self.discriminator = discriminator
        self.attributeSyntax = attributeSyntax
        self.declSyntax = declSyntax
        self.lexicalContext = lexicalContext
    }
}
