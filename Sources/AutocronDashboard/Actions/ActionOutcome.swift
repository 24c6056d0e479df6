import Inspection

/// The outcome of an action, as the address of the next page carries it: words of a fixed list, and numbers.
///
/// A page makes its sentence of these alone, so nobody can make a link that puts a text of theirs on a page.
struct ActionOutcome: Hashable, Sendable {
    enum Deed: String, CaseIterable, Sendable {
        case retried, cancelled, deleted, stored, paused, resumed, set, unset, stopped, unchanged
    }

    /// Why tasks were left as they are.
    enum Reason: String, CaseIterable, Sendable {
        case alreadyDue, succeeded, duplicate, ended, running, unknown
    }

    var deed: Deed
    /// How many tasks were changed; nil where it is not about tasks.
    var count: Int?
    /// How many were left as they are.
    var left: Int?
    var reason: Reason?

    init(_ deed: Deed, count: Int? = nil, left: Int? = nil, reason: Reason? = nil) {
        self.deed = deed
        self.count = count
        self.left = left
        self.reason = reason
    }

    /// Reads the outcome in an address; nil if there is none.
    ///
    /// - Throws: ``Refusal`` for other words, and for what is no number.
    init?(_ fields: Fields) throws(Refusal) {
        let number = { (text: String) in Int(text).flatMap { $0 >= 0 ? $0 : nil } }
        let deed = try fields.value("done", Deed.init(rawValue:))
        count = try fields.value("count", number)
        left = try fields.value("left", number)
        reason = try fields.value("why", Reason.init(rawValue:))
        guard let deed else { return nil }
        self.deed = deed
    }

    /// A page's address with this outcome.
    func on(_ address: Address) -> Address {
        address.with("done", deed.rawValue).with("count", count.map(String.init)).with("left", left.map(String.init))
            .with("why", reason?.rawValue)
    }

    var sentence: HTML {
        let changed: HTML? = count.map { " \(HTML.count($0, "task", "tasks"))" }
        let why: HTML? = reason.map { " (\(words($0)))" }
        let rest: HTML? = left.map {
            $0 == 0 ? "" : "; \(HTML.count($0, "was", "were")) left unchanged\(why)"
        }
        return "\(words)\(changed)\(rest)."
    }

    private var words: HTML {
        switch deed {
        case .retried: "Retried"
        case .cancelled: "Cancelled"
        case .deleted: "Deleted"
        case .stored: "Stored"
        case .paused: "Paused"
        case .resumed: "Resumed"
        case .set: "The setting is stored"
        case .unset: "The setting has its default again"
        case .stopped: "The order is being stopped"
        case .unchanged: "It was so already; nothing was changed"
        }
    }

    private func words(_ reason: Reason) -> HTML {
        switch reason {
        case .alreadyDue: "due already, or running"
        case .succeeded: "succeeded, and never run again"
        case .duplicate: "another task holds its unique key"
        case .ended: "ended already"
        case .running: "running; cancel it first"
        case .unknown: "no longer there"
        }
    }
}

extension ActionOutcome.Reason {
    init(_ refusal: BulkRefusal) {
        self =
            switch refusal {
            case .alreadyDue: .alreadyDue
            case .succeeded: .succeeded
            case .duplicate: .duplicate
            case .ended: .ended
            case .running: .running
            case .unknown: .unknown
            }
    }
}
