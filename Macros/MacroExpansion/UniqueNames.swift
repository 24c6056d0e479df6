import SwiftTokens

/// Names that no other declaration has.
///
/// The compiler's discriminator is the same for all overloads of a function, so the names also contain a hash of the
/// signature. They have the form of the compiler's own unique names (`…fMu_`), which need not be announced in `names:`.
struct UniqueNames {
    private let discriminator: String
    private let hash: String

    init(discriminator: String, _ function: FunctionDeclaration) {
        self.discriminator = discriminator
        self.hash = Self.hash(function)
    }

    /// Makes the name of one declaration.
    ///
    /// - Parameter role: The declaration's purpose: ASCII letters, different for each declaration of an expansion.
    /// - Returns: An identifier.
    func name(_ role: String) -> String {
        let base = "\(role)_\(hash)"
        return "\(discriminator)\(base.utf8.count)\(base)fMu_"
    }

    /// The 64-bit FNV-1a hash of the signature's tokens: spaces and comments do not change it.
    private static func hash(_ function: FunctionDeclaration) -> String {
        let signature = SourceText(function.source.text(function.signature))
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for token in Lexer.tokens(of: signature) where !token.isTrivia {
            for byte in signature.bytes[token.range] + [0] {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        return String(hash, radix: 16)
    }
}
