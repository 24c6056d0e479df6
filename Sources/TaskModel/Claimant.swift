/// A worker that claims, and what it can run.
package struct Claimant {
    package var slot: String
    package var limit: Int
    /// The queues whose tasks it takes; nil for all.
    package var queues: Set<String>?
    /// Returns the present name of the function that runs tasks of a stored name; tasks without one are parked.
    package var function: (String) -> String?

    package init(slot: String, limit: Int, queues: Set<String>? = nil, function: @escaping (String) -> String?) {
        self.slot = slot
        self.limit = limit
        self.queues = queues
        self.function = function
    }

    /// A claimant whose functions have always had their present names.
    package init(slot: String, limit: Int, queues: Set<String>? = nil, knows: @escaping (String) -> Bool) {
        self.init(slot: slot, limit: limit, queues: queues, function: { knows($0) ? $0 : nil })
    }
}
