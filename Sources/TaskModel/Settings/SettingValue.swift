/// The value of a setting.
package enum SettingValue: Hashable, Sendable {
    /// Also a number of bytes.
    case number(Int64)
    case span(Duration)
    case word(String)
    /// No limit.
    case unlimited
}

extension Setting {
    /// Parses a value as people write it, and as it is stored.
    ///
    /// - Parameter text: Such as `4`, `30s`, `1.5h`, `512MB`, `1MiB`, `full`, `none`.
    /// - Returns: nil for a text that is not such a value, or not a valid one.
    package func value(of text: String) -> SettingValue? {
        anyValue(of: text).flatMap { objection(to: $0) == nil ? $0 : nil }
    }

    /// Parses a value, valid or not; code may use values that the command line refuses.
    package func anyValue(of text: String) -> SettingValue? {
        switch kind {
        case .number: Int64(text).map(SettingValue.number)
        case .limit: text == "none" ? SettingValue.unlimited : Int64(text).map(SettingValue.number)
        case .span: Quantity(text, units: Quantity.spans).flatMap(\.whole).map { .span(.nanoseconds($0)) }
        case .bytes: Self.bytes(text)
        case .byteLimit: text == "none" ? SettingValue.unlimited : Self.bytes(text)
        case .word: .word(text)
        }
    }

    private static func bytes(_ text: String) -> SettingValue? {
        Quantity(text, units: Quantity.bytes).flatMap(\.whole).map(SettingValue.number)
    }

    /// Writes a value in its shortest exact form, which ``value(of:)`` parses.
    package func text(of value: SettingValue) -> String {
        switch value {
        case .number(let number):
            switch kind {
            case .bytes, .byteLimit: Quantity.text(number, units: Quantity.bytes)
            case .number, .limit, .span, .word: String(number)
            }
        case .span(let span): Self.text(of: span)
        case .word(let word): word
        case .unlimited: "none"
        }
    }

    private static func text(of span: Duration) -> String {
        let (seconds, attoseconds) = span.components
        guard attoseconds != 0 else {
            let units = Quantity.spans.filter { $0.factor >= 1_000_000_000 }
            return Quantity.text(seconds, units: units.map { ($0.name, $0.factor / 1_000_000_000) })
        }
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        // Fractions of a second do not matter in three centuries.
        return overflow || carried ? "\(seconds)s" : Quantity.text(sum, units: Quantity.spans)
    }
}

/// A number with a unit.
private struct Quantity {
    private let number: Decimal
    private let factor: Int64

    typealias Unit = (name: String, factor: Int64)

    /// In nanoseconds, the largest first.
    static let spans: [Unit] = [
        ("w", 604_800_000_000_000), ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
        ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]
    static let bytes: [Unit] = [
        ("GB", 1_000_000_000), ("GiB", 1 << 30), ("MB", 1_000_000), ("MiB", 1 << 20), ("kB", 1_000), ("KiB", 1 << 10),
        ("B", 1),
    ]

    init?(_ text: String, units: [Unit]) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let name = text.dropFirst(digits.count).drop { $0 == " " }.lowercased()
        guard let unit = units.first(where: { $0.name.lowercased() == name }), let number = Decimal(digits) else {
            return nil
        }
        self.number = number
        factor = unit.factor
    }

    /// The whole amount in the smallest unit; nil if it overflows.
    var whole: Int64? {
        let (large, overflow) = number.whole.multipliedReportingOverflow(by: factor)
        guard !overflow else { return nil }
        // A fraction of a day, in millionths and nanoseconds, does not fit into 64 bits; the quotient does.
        let (small, _) = Int64(1_000_000).dividingFullWidth(number.millionths.multipliedFullWidth(by: factor))
        let (sum, carried) = large.addingReportingOverflow(small)
        return carried ? nil : sum
    }

    /// The amount in the largest unit that leaves no remainder.
    static func text(_ amount: Int64, units: [Unit]) -> String {
        guard amount != 0, let unit = units.first(where: { amount % $0.factor == 0 }) else {
            return "\(amount)\(units.last?.name ?? "")"
        }
        return "\(amount / unit.factor)\(unit.name)"
    }

    /// Digits with at most one point and six digits after it.
    struct Decimal {
        let whole: Int64
        let millionths: Int64

        init?(_ digits: Substring) {
            let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), let whole = Int64(parts[0]) else { return nil }
            self.whole = whole
            guard parts.count == 2 else {
                millionths = 0
                return
            }
            guard (1...6).contains(parts[1].count), let fraction = Int64(parts[1]) else { return nil }
            millionths = (parts[1].count..<6).reduce(fraction) { result, _ in result * 10 }
        }
    }
}
