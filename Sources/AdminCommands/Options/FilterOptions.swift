import ArgumentParser
import SQLiteStore
import StoreAdministration
import TaskModel

/// Selects tasks.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only tasks in this state.", valueName: "state"))
    var state: StateName?

    @Option(help: ArgumentHelp("Only tasks of this queue.", valueName: "queue"))
    var queue: String?

    @Option(help: ArgumentHelp("Only tasks of the function with this name.", valueName: "name"))
    var name: String?

    var filter: TaskFilter {
        TaskFilter(state: state?.state, queue: queue, name: name)
    }

    var isEmpty: Bool { state == nil && queue == nil && name == nil }
}

extension TaskFilter {
    /// The hint if no task matches: existing names that resemble the given ones.
    ///
    /// - Parameters:
    ///   - database: The database with the existing names.
    ///   - otherwise: The hint if no name is near, or if all names exist.
    func hint(in database: AdminDatabase, otherwise: String) throws(StoreError) -> String {
        let (functions, queues) = try database.store.read { connection throws(StoreError) in
            (try connection.functionNames(), try connection.queueNames())
        }
        if let name, !functions.contains(name), let hint = NearNames.hint(name, among: functions) { return hint }
        if let queue, !queues.contains(queue), let hint = NearNames.hint(queue, among: queues) { return hint }
        return otherwise
    }
}

/// A state's name on the command line, which is also the one in tables and in JSON.
enum StateName: String, ExpressibleByArgument, CaseIterable {
    case waiting, running, succeeded, failed, cancelled, parked

    var state: TaskState {
        switch self {
        case .waiting: .waiting
        case .running: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .cancelled: .cancelled
        case .parked: .parked
        }
    }
}

extension TaskState {
    var name: String { "\(self)" }

    var style: TextStyle {
        switch self {
        case .waiting, .cancelled: .plain
        case .running: .heading
        case .succeeded: .good
        case .failed: .error
        case .parked: .warning
        }
    }
}

/// A priority's name, which is Swift's own.
enum PriorityName: String, ExpressibleByArgument, CaseIterable {
    case high, medium, low, background

    var priority: Priority {
        switch self {
        case .high: .high
        case .medium: .medium
        case .low: .low
        case .background: .background
        }
    }

    static func name(of level: Int64) -> String {
        allCases.indices.contains(Int(clamping: level)) ? allCases[Int(level)].rawValue : String(level)
    }
}
