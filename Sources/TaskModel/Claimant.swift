/// A worker that claims, and the functions that it can run.
package struct Claimant {
    package var slot: String
    package var limit: Int
    /// Returns the present name of the function that runs tasks of a stored name; tasks without one are parked.
    package var function: (String) -> String?

    package init(slot: String, limit: Int, function: @escaping (String) -> String?) {
        self.slot = slot
        self.limit = limit
        self.function = function
    }

    /// A claimant whose functions have always had their present names.
    package init(slot: String, limit: Int, knows: @escaping (String) -> Bool) {
        self.init(slot: slot, limit: limit, function: { knows($0) ? $0 : nil })
    }
}
