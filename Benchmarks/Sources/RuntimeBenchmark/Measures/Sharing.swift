import Autocron
import Foundation

/// Two applications on one file, each storing tasks one by one and ready to host four workers, until all have run.
///
/// The second application is this program again. Each task leaves a mark, and the benchmark fails if a task has left
/// none, or two.
struct Sharing: Measure {
    static let workers = 4
    let tasksEach: Int

    init(tasksEach: Int) {
        self.tasksEach = tasksEach
    }

    let figures = [
        Figure(
            id: "sharing", title: "two applications on one file, each call", unit: .microseconds,
            bound: .absolute(medianAtMost: 20_000, tailAtMost: 20_000)),
        Figure(id: "sharing-rate", title: "two applications on one file: stored and run", unit: .perSecond),
    ]

    /// One round has enough tasks, so the first is the only one.
    func autocron(at site: Site) async throws -> [[Double]] {
        let marks = site.autocron + "-marks"
        guard !FileManager.default.fileExists(atPath: marks) else { return [] }
        _ = FileManager.default.createFile(atPath: marks, contents: nil)
        let autocron = try await Pool.start(site.autocron, workers: Self.workers)
        let other = try BareProcess(SharingApplication.name, database: site.autocron, [marks, "\(tasksEach)"])
        let began = Monotonic.now()
        other.poke()
        let own = try Self.call(0..<tasksEach, marks)
        let others = try (0..<tasksEach).map { _ in Double(try other.readNumber()) / 1_000 }
        try await autocron.waitUntilIdle()
        let took = Monotonic.now() - began
        try other.end()
        try await autocron.stop()
        try checkMarks(marks)
        return [own + others, [Double(2 * tasksEach) / Double(took) * 1e9]]
    }

    /// Times calls, in µs.
    static func call(_ numbers: Range<Int>, _ marks: String) throws -> [Double] {
        var timing = Timing(expecting: numbers.count)
        for number in numbers { try timing.call { try leaveMark(Int64(number), in: marks) } }
        return timing.calls
    }

    private func checkMarks(_ file: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: file))
        let numbers = stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<min(start + 8, bytes.count)].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        guard numbers.count == 2 * tasksEach, Set(numbers).count == numbers.count else {
            throw NotOnce(tasks: 2 * tasksEach, marks: numbers.count, different: Set(numbers).count)
        }
    }

    /// There is no yardstick.
    func bare(at site: Site) async throws -> [[Double]] { [] }

    struct NotOnce: Error, CustomStringConvertible {
        var tasks: Int
        var marks: Int
        var different: Int
        var description: String { "\(tasks) tasks have left \(marks) marks, \(different) of them different" }
    }
}
