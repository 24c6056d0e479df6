package import TaskModel

extension RetryDelay {
    /// The rule in words.
    package var words: String {
        switch self {
        case .exponential(let first, let longest):
            "\(Instants.span(.microseconds(first))), doubled after each failure, up to "
                + Instants.span(.microseconds(longest))
        case .constant(let wait): Instants.span(.microseconds(wait))
        case .custom(let waits): waits.map { Instants.span(.microseconds($0)) }.joined(separator: ", ")
        }
    }
}
