/// Why a command was not carried out: one sentence that says what to do.
struct AdminError: Error, Hashable, CustomStringConvertible {
    enum Kind: Hashable {
        /// The command is valid, but not possible here and now; or it matched nothing.
        case refused
        /// The command line is wrong.
        case usage
        /// The database cannot be used.
        case unusable
    }

    var kind: Kind
    var description: String
    /// Lines to print below the sentence: the text with a mark under the mistake.
    var excerpt: [String] = []

    init(_ kind: Kind, _ description: String, excerpt: [String] = []) {
        self.kind = kind
        self.description = description
        self.excerpt = excerpt
    }
}
