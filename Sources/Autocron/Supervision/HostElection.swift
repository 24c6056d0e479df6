import Foundation
import Platform
import WorkerFiles

/// Starts the thread that hosts the pool once no other process does.
package enum HostElection {
    static func start(runtime: Runtime, host: PoolMembership) {
        let begin: @Sendable () -> Void = { elect(runtime: runtime, host: host) }
        let thread = Thread(block: begin)
        thread.name = name
        thread.start()
        // It is decided before `start` returns whether this process hosts the pool, unless that needs waiting.
        host.awaitDecision()
    }

    package static let name = "autocron.pool"

    private static func elect(runtime: Runtime, host: PoolMembership) {
        do {
            let path = host.directory.lock
            if let lock = try FileLock.take(path, waiting: false) {
                return hostPool(lock, runtime: runtime, host: host)
            }
            // Before anything is logged: a log handler may wait for the thread that waits for this decision.
            host.decide()
            runtime.log(
                .info, .poolHostedElsewhere,
                "another process hosts the workers of '\(runtime.store.location)'; this one takes over when it ends",
                [.database: runtime.store.location]
            )
            try LockWaits.shared.wait(for: path, as: ObjectIdentifier(host)) { lock in
                switch lock {
                case .success(let lock): hostPool(lock, runtime: runtime, host: host)
                case .failure(let failure): fail(failure, runtime: runtime, host: host)
                }
            }
            // It may have been stopped before the wait began.
            if host.stopOrder != nil { LockWaits.shared.cancel(ObjectIdentifier(host)) }
        } catch {
            fail(error, runtime: runtime, host: host)
        }
    }

    /// Hosts the pool until the application is stopped.
    private static func hostPool(_ lock: FileLock, runtime: Runtime, host: PoolMembership) {
        do {
            let isWanted = host.becomeHost()
            host.decide()
            guard isWanted else { return lock.release() }
            lock.sign()
            let supervisor = try Supervisor(runtime: runtime, host: host, lock: lock)
            supervisor.run()
        } catch {
            lock.release()
            fail(error, runtime: runtime, host: host)
        }
    }

    private static func fail(_ error: any Error, runtime: Runtime, host: PoolMembership) {
        host.decide()
        host.withdraw()
        host.end()
        // Callers that wait for results relied on this process for notifications; now they must poll.
        runtime.outcomes.signalAll()
        runtime.log(
            .error, .poolCannotHost, "this process cannot host workers, so its tasks wait: \(error)",
            [.database: runtime.store.location])
    }
}
