import Foundation

/// Takes measures in rounds, Autocron and its yardstick in turn, so that a machine's changing speed affects both.
struct Runner {
    let scratch: Scratch
    let rounds: Int
    /// The numbers of stored future tasks to measure with.
    let futures: [Int]

    func run(_ measures: [any Measure]) async throws -> [Series] {
        for future in futures {
            if future > 0 { progress("storing \(future) future tasks") }
            try await scratch.makeTemplate(future: future)
        }
        var all: [Series] = []
        for (index, measure) in measures.enumerated() {
            progress(measure.figures.first?.title ?? "")
            all += try await run(measure, name: "measure\(index)")
            scratch.remove("measure\(index)-")
        }
        return all
    }

    private func run(_ measure: any Measure, name: String) async throws -> [Series] {
        let sites = try (measure.usesDatabase ? futures : [0]).map { try scratch.site(name, future: $0) }
        var series = sites.map { site in measure.figures.map { Series(figure: $0, future: site.future) } }
        for round in 0..<(measure.rounds ?? rounds) {
            for (index, site) in sites.enumerated() {
                // The order alternates too: A B, B A, A B, …
                if round.isMultiple(of: 2) {
                    add(try await measure.autocron(at: site), to: &series[index]) { $0.add(autocron: $1) }
                    add(try await measure.bare(at: site), to: &series[index]) { $0.add(bare: $1) }
                } else {
                    add(try await measure.bare(at: site), to: &series[index]) { $0.add(bare: $1) }
                    add(try await measure.autocron(at: site), to: &series[index]) { $0.add(autocron: $1) }
                }
            }
        }
        return series.flatMap(\.self)
    }

    private func add(_ values: [[Double]], to series: inout [Series], _ add: (inout Series, [Double]) -> Void) {
        for (index, values) in values.enumerated() { add(&series[index], values) }
    }

    private func progress(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("… \(text)\n".utf8))
    }
}
