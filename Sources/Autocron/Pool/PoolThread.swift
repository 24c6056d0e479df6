import Foundation
import TaskStore

/// Starts the thread that hosts the pool once no other process does.
enum PoolThread {
    static func start(runtime: Runtime, host: PoolHost) {
        let begin: @Sendable () -> Void = { wait(runtime: runtime, host: host) }
        let thread = Thread(block: begin)
        thread.name = "autocron.pool"
        thread.start()
        // Whether this process hosts the pool is settled before `start` returns, as long as that takes no waiting.
        host.awaitDecision()
    }

    private static func wait(runtime: Runtime, host: PoolHost) {
        do {
            let path = host.directory.lock
            var lock = try FileLock.take(path, waiting: false)
            if lock == nil {
                runtime.log(
                    .info,
                    "another process hosts the workers of '\(runtime.store.file.path)'; this one takes over when it ends"
                )
                host.decide()
                lock = try FileLock.take(path, waiting: true)
            }
            guard let lock else { return }
            guard host.becomeHolder() else { return lock.release() }
            lock.sign()
            host.decide()
            let supervisor = try Supervisor(runtime: runtime, host: host, lock: lock)
            supervisor.run()
        } catch {
            runtime.log(.error, "this process cannot host workers, so its tasks wait: \(error)")
            host.decide()
            host.end()
        }
    }
}
