/// Something that is measured in rounds, Autocron and the yardstick in turn.
protocol Measure: Sendable {
    /// What each round gives values for.
    var figures: [Figure] { get }

    /// Whether stored tasks could make a difference.
    var usesDatabase: Bool { get }

    /// How often it is taken, where that is not for the user to say.
    var rounds: Int? { get }

    /// Measures Autocron once.
    ///
    /// - Parameter site: databases that this measure alone uses, in all its rounds.
    /// - Returns: values for each figure.
    func autocron(at site: Site) async throws -> [[Double]]

    /// Measures the yardstick once.
    ///
    /// - Returns: values for each figure; empty where there is no yardstick.
    func bare(at site: Site) async throws -> [[Double]]
}

extension Measure {
    var usesDatabase: Bool { true }
    var rounds: Int? { nil }
}
