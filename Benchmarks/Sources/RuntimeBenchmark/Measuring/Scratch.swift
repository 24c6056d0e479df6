import Autocron
import Foundation

/// The databases of one run, all in one folder under one prefix, which is removed at the end.
struct Scratch {
    let directory: String
    /// The number of queues that Autocron's future tasks are spread over.
    let queues: Int
    private let prefix = "autocron-bench-\(ProcessInfo.processInfo.processIdentifier)-"

    func path(_ name: String) -> String { "\(directory)/\(prefix)\(name).db" }

    /// Makes databases to copy from, with this many tasks that are due in the far future.
    func makeTemplate(future: Int) async throws {
        try await makeAutocronTemplate(future: future)
        let bare = try BareDatabase(path("bare-\(future)"))
        try bare.createTable()
        for batch in batches(future) { try bare.insert(runAt: batch.microseconds, count: batch.count) }
        try bare.checkpoint()
    }

    private func makeAutocronTemplate(future: Int) async throws {
        let autocron = try await Autocron.start(path("autocron-\(future)"), workers: 0)
        for batch in batches(future) {
            try await Autocron.transaction {
                for queue in 0..<min(queues, batch.count) {
                    try Autocron.enqueue(at: batch.date, queue: queues == 1 ? nil : "queue \(queue)") {
                        for number in stride(from: queue, to: batch.count, by: queues) { try keepBlocking(number) }
                    }
                }
            }
        }
        try await autocron.stop()
    }

    private struct FutureBatch {
        var date: Date
        var count: Int
        var microseconds: Int64 { Int64(date.timeIntervalSince1970) * 1_000_000 }
    }

    /// One batch an hour, beginning in a month.
    private func batches(_ total: Int) -> [FutureBatch] {
        let size = 10_000
        return stride(from: 0, to: total, by: size).map { start in
            FutureBatch(
                date: Date(timeIntervalSinceNow: 2_592_000 + Double(start / size) * 3_600),
                count: min(size, total - start)
            )
        }
    }

    /// Copies the templates for one measure.
    func site(_ name: String, future: Int) throws -> Site {
        let site = Site(autocron: path("\(name)-\(future)"), bare: path("\(name)-\(future)-bare"), future: future)
        try FileManager.default.copyItem(atPath: path("autocron-\(future)"), toPath: site.autocron)
        try FileManager.default.copyItem(atPath: path("bare-\(future)"), toPath: site.bare)
        return site
    }

    /// Removes the files whose names begin with this one; by default, all.
    func remove(_ name: String = "") {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        for file in files where file.hasPrefix(prefix + name) {
            try? FileManager.default.removeItem(atPath: "\(directory)/\(file)")
        }
    }
}
