/// A figure's values from all rounds, of Autocron and of the yardstick beside it.
struct Series: Sendable {
    let figure: Figure
    /// How many tasks of the future were stored meanwhile.
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
