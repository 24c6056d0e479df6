import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// Applies one change to many tasks, in short transactions, and counts the results.
struct BulkAction {
    /// The result for one task.
    enum Result: Hashable, Sendable {
        case changed
        /// Why not; continues a sentence that begins with "task … ".
        case refused(String)
    }

    /// In the past tense, for the sentence: "retried".
    var verb: String
    /// The states that `--all` selects if the user gives none.
    var states: [TaskState]
    var act: @Sendable (Connection, TaskID, _ now: WallTime) throws(StoreError) -> Result

    /// Tasks changed in one transaction: few enough that other writers do not wait long for the write lock.
    static let batch = 200

    /// Carries out the command.
    ///
    /// - Returns: A sentence for standard output.
    /// - Throws: `StoreError`, or `AdminError` if a task was refused or none matched.
    func run(_ selection: SelectionOptions, on database: AdminDatabase) throws -> String {
        selection.all ? try runAll(selection.filter.filter, on: database) : try run(selection.ids, on: database)
    }

    private func run(_ ids: [TaskIDArgument], on database: AdminDatabase) throws -> String {
        // A task that is named twice is changed once.
        let ids = ids.enumerated().filter { index, id in ids.firstIndex(of: id) == index }.map(\.element)
        var refusals: [String] = []
        for start in stride(from: 0, to: ids.count, by: Self.batch) {
            let batch = ids[start..<min(start + Self.batch, ids.count)]
            let results = try apply(batch.map(\.identifier), on: database)
            for (id, result) in zip(batch, results) {
                if case .refused(let reason) = result { refusals.append("task \(id.text) \(reason)") }
            }
        }
        guard refusals.isEmpty else {
            let done = ids.count > 1 ? "\(verb) \(ids.count - refusals.count) of \(ids.count) tasks: " : ""
            throw AdminError(.refused, done + refusals.joined(separator: "; "))
        }
        return "\(verb) \(Self.count(ids.count))"
    }

    private func runAll(_ filter: TaskFilter, on database: AdminDatabase) throws -> String {
        var count = 0
        for state in filter.state.map({ [$0] }) ?? states {
            var filter = filter
            filter.state = state
            count += try runAll(in: filter, on: database)
        }
        guard count > 0 else {
            let hint = try filter.hint(in: database, otherwise: "'autocron tasks' lists them")
            throw AdminError(.refused, "no task matches; \(hint)")
        }
        return "\(verb) \(Self.count(count))"
    }

    /// Alternates between reading a batch and changing it: each step is short, however many tasks there are.
    private func runAll(in filter: TaskFilter, on database: AdminDatabase) throws(StoreError) -> Int {
        var count = 0
        let (newest, walks) = try database.store.read { connection throws(StoreError) in
            (try connection.newestRow(), try TaskWalk.all(filter, on: connection))
        }
        for var walk in walks {
            while !walk.isOver {
                let walking = walk
                let (further, lines) = try database.store.read { connection throws(StoreError) in
                    var walk = walking
                    let rows = try walk.step(on: connection, examining: Self.batch)
                    return (walk, try connection.summaries(rows))
                }
                walk = further
                // Tasks stored after the command was given are excluded, or this might never end. The row decides, not
                // the clock, which may have been set back.
                let meant = lines.filter { $0.row <= newest && $0.state == filter.state }.map(\.id)
                guard !meant.isEmpty else { continue }
                count += try apply(meant, on: database).count { $0 == .changed }
            }
        }
        return count
    }

    private func apply(_ ids: [TaskID], on database: AdminDatabase) throws(StoreError) -> [Result] {
        let now = WallTime.now()
        return try database.change { connection throws(StoreError) in
            var results: [Result] = []
            for id in ids { results.append(try act(connection, id, now)) }
            return results
        }
    }

    static func count(_ number: Int) -> String {
        number == 1 ? "1 task" : "\(number) tasks"
    }
}
