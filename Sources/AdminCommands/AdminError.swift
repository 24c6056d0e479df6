/// An order that was not carried out, in one sentence that says what to do.
struct AdminError: Error, Hashable, CustomStringConvertible {
    enum Kind: Hashable {
        /// The order makes sense, but not here and now; or it met nothing.
        case refused
        /// The order itself is wrong.
        case usage
        /// The database cannot be used.
        case unusable
    }

    var kind: Kind
    var description: String
    /// Lines below the sentence, where a mistake is shown in its place.
    var excerpt: [String] = []

    init(_ kind: Kind, _ description: String, excerpt: [String] = []) {
        self.kind = kind
        self.description = description
        self.excerpt = excerpt
    }
}
