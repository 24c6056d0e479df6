import Platform
import TaskModel

/// The maintenance of a database file: checkpoints of its WAL, the deletion of old outcomes, and free pages.
final class SQLiteMaintenance: StoreMaintenance {
    private let hosted: CheckpointThread
    private let unhosted: UnhostedCheckpoints

    init(file: DatabaseFile, report: @escaping @Sendable (StoreNotice) -> Void) {
        hosted = CheckpointThread(file: file, report: report)
        unhosted = UnhostedCheckpoints(file: file, report: report)
    }

    func start() {
        hosted.start()
    }

    func request(deletingBefore instant: WallTime?) {
        hosted.request(deletingBefore: instant)
    }

    func finish() {
        hosted.finish()
    }

    func runWithoutHost() {
        unhosted.start()
    }
}
