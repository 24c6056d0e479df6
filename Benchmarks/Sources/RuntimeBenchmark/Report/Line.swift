/// A figure with its values, ratios and verdicts: one line of the table, one object of the JSON.
struct Line: Encodable {
    struct Values: Encodable {
        let median: Double
        /// The 99th percentile, if a round gives many values.
        let p99: Double?
    }

    struct Verdict: Encodable {
        let required: String
        let held: Bool
    }

    let id: String
    let title: String
    let unit: Figure.Unit
    let futureTasks: Int
    let autocron: Values
    let bare: Values?
    /// Autocron's median as a multiple of the yardstick's.
    let ratio: Double?
    let ratioOfP99: Double?
    /// How many times slower than without the future tasks.
    let slowdown: Double?
    let verdicts: [Verdict]

    init(_ series: Series, withoutFuture: Series?) {
        let figure = series.figure
        id = figure.id
        title = figure.title
        unit = figure.unit
        futureTasks = series.future
        let autocron = Values(series.autocron)
        let bare = series.bare.allSatisfy(\.isEmpty) ? nil : Values(series.bare)
        self.autocron = autocron
        self.bare = bare
        ratio = series.ratio
        ratioOfP99 = autocron.p99.flatMap { own in bare?.p99.map { own / $0 } }
        slowdown = withoutFuture.map { series.slowdown(against: $0) }
        var verdicts =
            figure.bound?.verdicts(autocron: autocron, ratio: ratio, ratioOfP99: ratioOfP99, unit: figure.unit) ?? []
        if let slowdown, let limit = figure.slowdownAtMost {
            verdicts.append(Verdict(required: "≤ \(limit.short) × slower", held: slowdown <= limit))
        }
        self.verdicts = verdicts
    }
}

extension Line.Values {
    init(_ rounds: [[Double]]) {
        let all = rounds.flatMap(\.self)
        median = all.median
        p99 = all.count >= 100 ? all.quantile(0.99) : nil
    }
}

extension Figure.Bound {
    func verdicts(
        autocron: Line.Values, ratio: Double?, ratioOfP99: Double?, unit: Figure.Unit
    )
        -> [Line.Verdict]
    {
        switch self {
        case .rate(let least):
            [Line.Verdict(required: "≥ \(least.short) ×", held: ratio.map { $0 >= least } ?? false)]
        case .time(let median, let tail):
            Self.verdicts(median, tail, of: ratio, ratioOfP99, unit: "×")
        case .absolute(let median, let tail):
            Self.verdicts(median, tail, of: autocron.median, autocron.p99, unit: unit.rawValue)
        }
    }

    private static func verdicts(
        _ median: Double, _ tail: Double?, of value: Double?, _ tailValue: Double?, unit: String
    ) -> [Line.Verdict] {
        let first = Line.Verdict(required: "≤ \(median.short) \(unit)", held: value.map { $0 <= median } ?? false)
        guard let tail, let tailValue else { return [first] }
        return [first, Line.Verdict(required: "p99 ≤ \(tail.short) \(unit)", held: tailValue <= tail)]
    }
}
