/// Times calls, one by one and together.
struct Timing {
    /// µs, in order.
    private(set) var calls: [Double] = []
    /// Nanoseconds, until ``end()``.
    private(set) var total: Int64 = 0
    private(set) var processorTime: Int64 = 0
    private let began = Monotonic.now()
    private let processorBegan = ProcessorTime.ofThisProcess()

    init(expecting count: Int) {
        calls.reserveCapacity(count)
    }

    mutating func call(_ body: () throws -> Void) rethrows {
        let start = Monotonic.now()
        try body()
        calls.append(Double(Monotonic.now() - start) / 1_000)
    }

    /// Stops the clock of the total.
    mutating func end() {
        total = Monotonic.now() - began
        processorTime = ProcessorTime.ofThisProcess() - processorBegan
    }

    func rate(of count: Int) -> Double { Double(count) / Double(total) * 1_000_000_000 }

    /// µs of processor time for each of this many.
    func processorTime(of count: Int) -> Double { Double(processorTime) / Double(count) / 1_000 }
}
