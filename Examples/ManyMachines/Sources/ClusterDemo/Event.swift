/// What a program of the demo says in a line.
struct Event {
    enum Kind {
        case stored
        case began(attempt: Int)
        case ended
        /// All results have come back.
        case finished
    }

    var machine: String
    var process: Int32
    var kind: Kind
    /// 0 for ``Kind/finished``.
    var photo: Int

    /// - Parameter line: A line of `ManyMachines`; nil for any other.
    init?(_ line: String) {
        guard let parts = line.wholeMatch(of: /(\w+) (\d+): (.+)/), let process = Int32(parts.2) else { return nil }
        machine = String(parts.1)
        self.process = process
        photo = parts.3.firstMatch(of: /photo (\d+)/).flatMap { Int($0.1) } ?? 0
        if let attempt = parts.3.firstMatch(of: /begins, attempt (\d+)/) {
            kind = .began(attempt: Int(attempt.1) ?? 0)
        } else if parts.3.hasSuffix("is stored") {
            kind = .stored
        } else if parts.3.hasSuffix("is done") {
            kind = .ended
        } else {
            kind = .finished
        }
    }
}
