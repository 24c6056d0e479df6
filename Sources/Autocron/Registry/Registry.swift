import CronSchedule
import Foundation
import Synchronization

/// The marked functions of this program, found in the executable's own section of records.
///
/// There is no list to maintain, and no code runs before `main`: the section is read when the registry is first used.
package struct Registry: Sendable {
    /// This program's functions.
    package static let shared = Registry(collecting: FunctionRecords.registerAll)

    private let functions: [String: TaskFunction]
    /// Computed once, because each call needs them.
    private let options: [String: StoredOptions]
    /// The functions' signatures, by their names without the labels.
    private let overloads: [Substring: [StoredSignature]]
    /// Names that more than one function has, with the source locations of these functions.
    let duplicates: [Duplicate]

    struct Duplicate: Equatable, Sendable {
        var name: String
        var locations: [String]
    }

    package init(_ found: [TaskFunction]) {
        let byName = Dictionary(grouping: found, by: \.name)
        functions = byName.compactMapValues(\.first)
        overloads = Dictionary(grouping: functions.keys.compactMap(StoredSignature.init), by: \.base)
        options = functions.mapValues { StoredOptions($0.options) }
        duplicates = byName.filter { $0.value.count > 1 }
            .map { Duplicate(name: $0.key, locations: $0.value.map(\.location).sorted()) }
            .sorted { $0.name < $1.name }
    }

    /// The function whose tasks are stored under a name, or were stored under it by a build in which it had more or
    /// fewer parameters.
    package subscript(name: String) -> TaskFunction? {
        functions[name] ?? evolved(from: name).flatMap { functions[$0] }
    }

    /// The one function that may have had another signature before.
    ///
    /// If several overloads fit, none is chosen: fitting arguments do not prove intent.
    private func evolved(from name: String) -> String? {
        guard let signature = StoredSignature(name), let candidates = overloads[signature.base], candidates.count == 1
        else { return nil }
        return candidates.first.flatMap { $0.differsByParametersAlone(from: signature) ? $0.name : nil }
    }

    /// A function's options for its tasks; the defaults for an unknown function.
    func storedOptions(of name: String) -> StoredOptions {
        options[name] ?? StoredOptions(TaskOptions())
    }

    package var names: [String] {
        functions.keys.sorted()
    }

    /// The recurring functions, by name.
    package var recurring: [TaskFunction] {
        functions.values.filter { $0.recurrence != nil }.sorted { $0.name < $1.name }
    }

    /// Whether some function's attempts have a time limit.
    var hasTimeLimits: Bool {
        functions.values.contains { $0.options.timeout != nil }
    }

    /// Refuses functions that cannot run as they are written.
    ///
    /// - Throws: `AutocronError` with the functions' names and source locations.
    package func check() throws(AutocronError) {
        if let duplicate = duplicates.first {
            throw AutocronError(
                .duplicateNames,
                "\(duplicate.locations.count) functions are stored under the name '\(duplicate.name)': "
                    + duplicate.locations.joined(separator: " and ")
                    + "; give one of them another with 'name:' in its attribute"
            )
        }
        for function in functions.values.sorted(by: { $0.name < $1.name }) {
            if let problem = function.options.problem { throw function.refusal(problem) }
            _ = try function.recurrencePolicy()
        }
    }

    /// The same functions, without those that do not match.
    package func filter(_ isWanted: (TaskFunction) -> Bool) -> Registry {
        Registry(functions.values.filter(isWanted))
    }

    // MARK: Collecting

    private static let collected = Mutex<[TaskFunction]>([])

    private init(collecting registerAll: () -> Void) {
        registerAll()
        self.init(Self.collected.withLock { $0 })
    }

    /// Adds one function; its record calls this while the section is read.
    static func register(_ task: TaskFunction) {
        collected.withLock { $0.append(task) }
    }
}
