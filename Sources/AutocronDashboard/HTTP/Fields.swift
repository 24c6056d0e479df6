/// The parameters of a query, or the fields of a form: each value is asked for by its name and kind, and whatever is
/// left over or asked for in vain refuses the request.
struct Fields: Hashable, Sendable {
    private var values: [String: [String]] = [:]

    /// The number of fields that a request may have: a page of tasks, all of them marked, has fewer.
    static let most = 200

    /// Reads fields that are separated by `&`.
    ///
    /// - Returns: nil for too many fields, and for those that are encoded wrongly.
    init?(_ encoded: some Sequence<UInt8>) {
        let pairs = Array(encoded).split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.most else { return nil }
        for pair in pairs {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentEncoding.decode(parts[0]),
                let value = PercentEncoding.decode(parts.count > 1 ? parts[1] : [])
            else { return nil }
            values[name, default: []].append(value)
        }
    }

    init() {}

    /// Whether all fields have one of some names.
    func hasOnly(_ names: Set<String>) -> Bool {
        values.keys.allSatisfy(names.contains)
    }

    /// The value of a field; nil if it is missing or empty.
    ///
    /// - Throws: ``Refusal`` if there are several.
    func text(_ name: String) throws(Refusal) -> String? {
        guard let all = values[name] else { return nil }
        guard all.count == 1, let value = all.first else { throw .badParameter }
        return value.isEmpty ? nil : value
    }

    /// The values of a field that may occur more than once.
    func texts(_ name: String) -> [String] { values[name] ?? [] }

    /// A value of another kind; nil if the field is missing or empty.
    ///
    /// - Parameters:
    ///   - name: The field's name.
    ///   - parse: Returns nil for a text that makes no sense.
    /// - Throws: ``Refusal`` for such a text.
    func value<Value>(_ name: String, _ parse: (String) -> Value?) throws(Refusal) -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = parse(text) else { throw .badParameter }
        return value
    }
}
