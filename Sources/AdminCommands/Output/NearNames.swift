import CronSchedule

/// Suggestions for a name that does not exist.
enum NearNames {
    /// Finds names that resemble a written one: equal but for a few letters, or containing it, so that `send` finds
    /// `App.send(to:name:)`.
    ///
    /// - Parameters:
    ///   - written: The name as written.
    ///   - names: The existing names.
    /// - Returns: Up to three names, the likeliest first.
    static func of(_ written: String, among names: some Sequence<String>) -> [String] {
        let wanted = written.lowercased()
        guard !wanted.isEmpty else { return [] }
        let scored = names.compactMap { name in score(wanted, name).map { (name: name, score: $0) } }
        return scored.sorted { ($0.score, $0.name) < ($1.score, $1.name) }.prefix(3).map(\.name)
    }

    /// A hint to end a sentence with: "; did you mean 'a' or 'b'?"; nil if no name is near.
    static func hint(_ written: String, among names: some Sequence<String>) -> String? {
        let near = of(written, among: names).map { "'\($0)'" }
        return near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?"
    }

    private static func score(_ wanted: String, _ name: String) -> Int? {
        let candidate = name.lowercased()
        let whole = distance(wanted, candidate)
        let part = distance(base(wanted), base(candidate)).map { $0 + 1 }
        let isPart = wanted.utf8.count >= 3 && candidate.contains(wanted) ? 4 : nil
        return [whole, part, isPart].compactMap(\.self).min()
    }

    /// - Returns: nil if more than every third letter differs.
    private static func distance(_ wanted: some StringProtocol, _ candidate: some StringProtocol) -> Int? {
        editDistance(wanted, candidate, limit: min(3, wanted.utf8.count / 3))
    }

    /// The function's own name, without its module, types and labels.
    private static func base(_ name: String) -> Substring {
        let head = name.prefix { $0 != "(" }
        return head.split(separator: ".").last ?? head
    }
}
