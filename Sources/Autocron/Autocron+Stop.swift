import Dispatch
import Foundation
import Platform
import TaskModel

// MARK: Stopping

extension Autocron {
    /// Ends the workers, and stores what is still on its way to the disk.
    ///
    /// Nothing new is started. Tasks that run may end by themselves. Towards the end of the time they are cancelled, and
    /// at its end their processes are killed. What did not finish waits again, and the attempt does not count.
    ///
    /// From now on calls of functions that cannot throw are kept until the next start, and others throw
    /// ``TaskError/notStarted``. A wait for a result goes on as long as the time lasts, and then throws
    /// ``TaskError/waitStopped``.
    ///
    /// - Parameter limit: the time for all of this. Where another connection keeps the database locked, it takes a moment
    ///   longer, or a second where less was given; what could not be stored then is recovered by the next start.
    /// - Throws: ``AutocronError`` with the code `notRunning` if it was stopped before, or `notWritable` if tasks could not
    ///   be stored.
    public func stop(within limit: Duration = .seconds(30)) async throws(AutocronError) {
        let order = try beginStop(within: limit)
        try await Self.onThread { [self] () throws(AutocronError) in try finishStop(order, within: limit) }
    }

    /// Ends the workers, and stores what is still on its way to the disk, for programs that must stay synchronous.
    ///
    /// It blocks the calling thread; see ``stop(within:)`` for what happens meanwhile. A log handler is called during it,
    /// so one that waits for the calling thread, such as with `DispatchQueue.main.sync`, would wait for ever.
    ///
    /// - Parameter limit: the time for all of this, as for ``stop(within:)``.
    /// - Throws: ``AutocronError`` with the code `notRunning` if it was stopped before, or `notWritable` if tasks could not
    ///   be stored.
    @available(*, noasync, message: "write 'try await stop(within:)' here")
    public func stopBlocking(within limit: Duration = .seconds(30)) throws(AutocronError) {
        try finishStop(try beginStop(within: limit), within: limit)
    }

    private func beginStop(within limit: Duration) throws(AutocronError) -> PoolMembership.StopOrder {
        guard CurrentRuntime.remove(runtime) else {
            throw AutocronError(.notRunning, "'stop' was called before on this value; 'Autocron.start' gives a new one")
        }
        // One deadline for everything: workers end while the last calls are stored, and no thread waits for a lock after it.
        return PoolMembership.StopOrder(within: limit, now: .now())
    }

    /// Does what blocks.
    private func finishStop(_ order: PoolMembership.StopOrder, within limit: Duration) throws(AutocronError) {
        let limitOfCalls = max(limit, .seconds(1))
        runtime.store.endWaiting(after: limitOfCalls)
        let poolEnded = DispatchSemaphore(value: 0)
        host.stop(order) { poolEnded.signal() }
        let kept = runtime.writer.close(within: limitOfCalls)
        poolEnded.wait()
        // Calls that were made since come after them.
        CurrentRuntime.keep(kept, refusedBy: runtime, areOlder: true)
        // Those who still wait for a result learn that none will come here any more.
        runtime.outcomes.stop()
        runtime.commits.close()
        runtime.store.close()
        guard kept.isEmpty else {
            throw AutocronError(
                .notWritable,
                "\(kept.count) tasks could not be stored before the end; they are kept in memory, for another 'start' "
                    + "in this process"
            )
        }
    }

    /// Does something that blocks, off the threads that Swift's tasks share.
    static func onThread<R: Sendable>(
        _ body: @escaping @Sendable () throws(AutocronError) -> R
    ) async throws(AutocronError) -> R {
        let result: Result<R, AutocronError> = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                do throws(AutocronError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

// MARK: Waiting

extension Autocron {
    /// Waits until no task runs and none is due.
    ///
    /// It does not wait for tasks that are due later, between two attempts too, for parked ones, or for those of a queue or
    /// function that is paused.
    ///
    /// Like a wait for a handle it throws ``TaskError``: it is cut off by the same things.
    ///
    /// - Throws: ``TaskError/waitCancelled`` if the Swift task that waits is cancelled; ``TaskError/waitStopped`` if
    ///   `stop` is called meanwhile; ``TaskError/notStarted`` if it was called before; ``TaskError/notStored(_:)`` if the
    ///   database cannot be read, or if earlier calls cannot be stored for longer than a call that throws would try. Those
    ///   calls stay in memory, and are stored when that can be done.
    public func waitUntilIdle() async throws(TaskError) {
        try await flush()
        while true {
            let ticket = runtime.outcomes.ticket(for: .anything)
            defer { runtime.outcomes.discard(ticket, for: .anything) }
            guard try await hasWork() else { return }
            // Finished tasks are notified; the timeout covers rows that other tools change.
            switch await ticket.wait(until: .now() + .seconds(1)) {
            case .cancelled: throw .waitCancelled
            case .stopped: throw .waitStopped
            case .poll, .timedOut, .succeeded: break
            }
        }
    }

    /// Waits until the calls made so far are on disk, as long as they can be stored.
    private func flush() async throws(TaskError) {
        while let ticket = runtime.writer.ticketForAll() {
            switch await ticket.wait(until: .now() + .seconds(1)) {
            case .cancelled: throw .waitCancelled
            case .stopped: throw .waitStopped
            case .timedOut: if let error = runtime.writer.failure() { throw TaskError(error) }
            case .poll, .succeeded: return
            }
        }
    }

    private func hasWork() async throws(TaskError) -> Bool {
        do {
            return try await runtime.store.reading { [runtime] store throws(StoreError) in
                try store.hasWork(now: runtime.now())
            }
        } catch {
            throw TaskError(error)
        }
    }
}
