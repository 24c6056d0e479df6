package import InspectionModel
package import Platform
package import TaskModel
import WorkerFiles

/// The checks of `doctor`, each with one finding: the store's own, and those of the pool and of what waits.
package struct HealthCheck {
    private let database: InspectedDatabase
    private let now: WallTime
    private let overview: Overview?

    /// - Parameters:
    ///   - database: The database.
    ///   - now: The present.
    ///   - overview: The counts of a moment ago, where they are known; counting many tasks takes long.
    package init(_ database: InspectedDatabase, now: WallTime, overview: Overview? = nil) {
        self.database = database
        self.now = now
        self.overview = overview
    }

    private var store: any TaskInspection { database.store }

    /// Makes all checks.
    ///
    /// - Parameter readingAll: Whether to read the store whole, for its integrity.
    /// - Returns: One finding for each check.
    /// - Throws: `StoreError`.
    package func findings(readingAll: Bool = true) throws(StoreError) -> [Finding] {
        let isHosted = FileLock.isHeld(database.pool.lock)
        let workers = LiveSlot.living(in: database.pool)
        let living = Set(workers.map(\.name))
        var findings = try store.storeFindings()
        findings += [
            try clock(), pool(isHosted: isHosted, workers: living.count),
            try orphans(isHosted: isHosted, living: living), try paused(), try standstill(of: workers),
            try served(isHosted: isHosted), try waiting(isHosted: isHosted), try parked(),
        ]
        if readingAll { findings.append(try store.integrityFinding()) }
        return findings
    }

    private func clock() throws(StoreError) -> Finding {
        guard let newest = try store.newestPast(), newest > now + .seconds(5) else {
            return .good("clock", Instants.iso(now))
        }
        return .problem(
            "clock", "the clock is \(Instants.span(newest - now)) behind what is stored",
            "set the machine's clock; recurring functions do not fire until it has caught up"
        )
    }

    private func pool(isHosted: Bool, workers: Int) -> Finding {
        guard isHosted else { return .good("pool", "no application hosts workers at present") }
        guard workers == 0 else { return .good("pool", "hosted, workers: \(workers)") }
        return .problem("pool", "an application hosts the pool, but no worker lives", "read the application's log")
    }

    private func orphans(isHosted: Bool, living: Set<String>) throws(StoreError) -> Finding {
        let orphans = try store.occupiedSlots().filter { !living.contains($0) }
        // A pool recovers a dead worker's tasks within a moment, so a single read may see them before that.
        guard !orphans.isEmpty, !isHosted else {
            return .good("orphans", "no task runs in a dead worker")
        }
        return .warning(
            "orphans", "tasks of \(orphans.count) dead workers still count as running",
            "start the application; it settles them within a second"
        )
    }

    private func paused() throws(StoreError) -> Finding {
        let paused = try PauseSnapshot(database)
        guard !paused.isEmpty else { return .good("paused", "nothing is paused") }
        let location = TerminalEscaping.text(store.location)
        return .warning(
            "paused", "paused: \(paused.names)", "if that is over: autocron resume \(location) (--queue, --task)")
    }

    private func standstill(of workers: [LiveSlot]) throws(StoreError) -> Finding {
        let waitsForLong = workers.allSatisfy { $0.wait.map { $0.since <= now - Standstill.interval } ?? false }
        let attempts = workers.compactMap(\.awaitingAttempt)
        let found = waitsForLong && attempts.count == workers.count ? try store.standstill(of: attempts) : nil
        guard let found else { return .good("standstill", "not all workers wait for tasks") }
        return .problem("standstill", TerminalEscaping.text(found.description), Standstill.advice)
    }

    private func served(isHosted: Bool) throws(StoreError) -> Finding {
        let overview = if let overview { overview } else { try store.overview(now: now) }
        guard overview.queues.allSatisfy({ $0.isServed != nil }) else {
            return .good("served", "which queues are served is not known of such a database")
        }
        guard isHosted, let unserved = overview.unservedQueues else {
            return .good("served", "no due task waits for a program that serves its queue")
        }
        return .warning(
            "served", "the application takes no tasks of queues with due ones: \(unserved)",
            "add them to its 'Configuration.servedQueues', or run a program that serves them in its place"
        )
    }

    private func waiting(isHosted: Bool) throws(StoreError) -> Finding {
        let isHalted = try PauseSnapshot(database).isTotal
        let counts = if let overview { overview } else { try store.overview(now: now) }
        let open = counts.queues.filter { queue in
            !queue.isPaused && !isHalted && (queue.isServed != false || !isHosted)
        }
        guard let oldest = open.compactMap(\.oldestDue).min(), now - oldest > .seconds(300) else {
            return .good("waiting", "nothing due waits for long")
        }
        return .warning(
            "waiting", "a due task has waited for \(Instants.span(now - oldest))",
            isHosted ? "give the application more workers" : "start the application; no process hosts workers"
        )
    }

    private func parked() throws(StoreError) -> Finding {
        let names = try store.parkedNames().map { "\(TerminalEscaping.text($0.name)) (\($0.count))" }
        guard !names.isEmpty else { return .good("parked", "no task is parked") }
        return .warning(
            "parked", "tasks that no program could run: \(names.joined(separator: ", "))",
            "start a build that has these functions, or delete the tasks: autocron delete DATABASE --all --state parked"
        )
    }
}
