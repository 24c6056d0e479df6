/// The names of slots for workers that the supervisor is about to start.
///
/// A name is made by the store, which may be a call over a network. So names are ordered from the thread that uses the
/// database, and one more than is needed, so that the worker that takes a dead one's place need not wait.
struct SlotSupply: Equatable, Sendable {
    private static let spare = 1

    private var names: [String] = []
    /// How many are on order.
    private var ordered = 0

    /// Takes a name that no worker has had; nil if there is none now.
    mutating func take() -> String? {
        names.popLast()
    }

    /// Takes a name back whose worker could not be started.
    mutating func putBack(_ name: String) {
        names.append(name)
    }

    /// Adds names that were ordered.
    mutating func deliver(_ made: [String]) {
        names += made
        ordered -= made.count
    }

    /// Orders names.
    ///
    /// - Parameter waiting: How many workers cannot be started without one.
    /// - Returns: How many to make now.
    mutating func order(for waiting: Int) -> Int {
        let count = max(0, waiting + Self.spare - names.count - ordered)
        ordered += count
        return count
    }
}
