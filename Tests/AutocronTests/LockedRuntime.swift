import TestSupport

@testable import Autocron
@testable import SQLiteStore
@testable import TaskModel
@testable import WorkerFiles

/// A process's runtime on a file that another connection, the owner, can keep locked.
struct LockedRuntime {
    let folder: TemporaryFolder
    let runtime: Runtime
    let owner: Connection

    /// - Parameter makeNotifier: who is told of commits.
    init(makeNotifier: (SQLiteStore) throws -> any PoolNotifier = { _ in NotifierSpy() }) throws {
        folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.database, access: SQLiteStore.Access(busyTimeout: .zero))
        var configuration = Autocron.Configuration()
        configuration.logHandler = { _ in }
        runtime = Runtime(
            store: store, configuration: configuration, registry: Registry([]), listener: try makeNotifier(store))
        owner = try Connection(
            path: folder.database, syncsOnCommit: false, busyTimeout: .seconds(5), checkpointsAtClose: false)
        CurrentRuntime.expectTests()
    }
}
