/// A figure's values from all rounds, of Autocron and of the yardstick.
struct Series: Sendable {
    let figure: Figure
    /// The number of future tasks stored during the measure.
    let future: Int
    private(set) var autocron: [[Double]] = []
    private(set) var bare: [[Double]] = []

    init(figure: Figure, future: Int) {
        self.figure = figure
        self.future = future
    }

    mutating func add(autocron values: [Double]) { autocron.append(values) }
    mutating func add(bare values: [Double]) { bare.append(values) }
}
