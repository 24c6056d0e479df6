/// A measure that is taken in rounds, Autocron and the yardstick in turn.
protocol Measure: Sendable {
    /// The figures that each round gives values for.
    var figures: [Figure] { get }

    /// Whether stored tasks could make a difference.
    var usesDatabase: Bool { get }

    /// The number of rounds, if the user must not choose it.
    var rounds: Int? { get }

    /// Measures Autocron once.
    ///
    /// - Parameter site: Databases that this measure alone uses, in all its rounds.
    /// - Returns: Values for each figure.
    func autocron(at site: Site) async throws -> [[Double]]

    /// Measures the yardstick once.
    ///
    /// - Returns: Values for each figure; empty if there is no yardstick.
    func bare(at site: Site) async throws -> [[Double]]
}

extension Measure {
    var usesDatabase: Bool { true }
    var rounds: Int? { nil }
}
