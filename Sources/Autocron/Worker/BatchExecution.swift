import CPlatform
import Foundation
import Platform
package import TaskModel

/// Runs reserved tasks one after the other.
package struct BatchExecution: Sendable {
    let batch: Batch
    let registry: Registry
    /// The maximum size of a result's JSON, in bytes.
    let resultLimit: Int
    /// Ends the programs that this process has started since a moment.
    ///
    /// Only a worker does that: in a test's process they would include other tests' programs.
    var endPrograms: @Sendable (_ began: MonotonicTime) -> Void = { _ in }
    /// Called when the batch has stopped.
    let stopped: @Sendable () -> Void

    /// Runs the batch, on the calling thread until a task suspends, and from then on on Swift's threads.
    ///
    /// A thread switch takes longer than a short task. All of the batch's attempts share one Swift task, because one
    /// for each attempt would cost a switch each.
    func start() {
        // Before these versions all of it runs on Swift's threads.
        if #available(macOS 26, iOS 26, tvOS 26, watchOS 26, visionOS 26, *) {
            Task.immediate { await run() }
        } else {
            Task { await run() }
        }
    }

    private func run() async {
        let running = CancellableTask()
        running.beginHere()
        while let task = batch.next() {
            Failpoint.started.pass()
            // Cancelling runs the function's cancellation handlers, and the thread that cancels also enforces the time
            // limits.
            batch.attach { Thread.detachNewThread { running.cancel() } }
            let returned = await run(task)
            if !batch.markEndOfWords() {
                batch.recordStopReason(.lostDescriptors, of: task.attempt) {
                    WorkerExit.failure()
                }
            }
            if Task.isCancelled, case .failure = returned { endProgramsOfAttempt() }
            Failpoint.effectDone.pass()
            // Computed here, because an error's description is the program's own code: under the batch's lock, it would
            // delay the time limits.
            let result = Self.result(of: returned)
            let stopReason = batch.finish { stopReason in result.unlessStopped(because: stopReason) }
            Failpoint.outcomeNoted.pass()
            // A cancelled Swift task stays cancelled, even if the function itself cancelled it.
            guard stopReason == .none, !Task.isCancelled else {
                Task { await run() }
                return
            }
        }
        stopped()
    }

    /// Ends the programs that a stopped attempt has started, as the attempt ends: the next one may begin at once.
    private func endProgramsOfAttempt() {
        guard let current = batch.snapshot.current, current.stopReason != .none else { return }
        endPrograms(current.began)
    }

    private func run(_ task: ClaimedTask) async -> Result<[UInt8]?, any Error> {
        guard let function = registry[task.name] else {
            return .failure(UnknownFunction(name: task.name))
        }
        let context = TaskContext(task)
        // The function usually runs on this thread, at least until it first suspends.
        autocron_give_signal_stack()
        do {
            return .success(
                try await TaskContext.$current.withValue(context) {
                    try await perform(
                        function, id: task.id, arguments: task.arguments, resultLimit: resultLimit
                    )
                })
        } catch {
            return .failure(error)
        }
    }

    /// The effect of an attempt's end on its task.
    ///
    /// - Parameters:
    ///   - returned: The function's result or error.
    ///   - stopReason: Why the attempt was told to stop. A function that returns nevertheless has succeeded.
    package static func result(of returned: Result<[UInt8]?, any Error>, stopReason: StopReason) -> AttemptResult {
        result(of: returned).unlessStopped(because: stopReason)
    }

    /// The effect of an attempt's end on its task, if it was not told to stop.
    private static func result(of returned: Result<[UInt8]?, any Error>) -> AttemptResult {
        switch returned {
        case .success(let bytes): return .succeeded(bytes)
        case .failure(let error as UndecodableArguments):
            return .parked(Failure(.undecodableArguments, message: error.description))
        case .failure(let error as MisdirectedCall):
            return .parked(Failure(.undecodableArguments, message: error.description))
        case .failure(let error as UnknownFunction):
            return .parked(Failure(.unknownName, message: error.description))
        case .failure(let error as UnstorableResult):
            return .failed(Failure(.unstorable, message: error.description))
        case .failure(let error):
            let words = ErrorText(error)
            return .failed(Failure(.threw, message: words.text, type: words.type))
        }
    }
}

extension AttemptResult {
    /// A function that threw after it was told to stop has ended for that reason; one that returned nevertheless has
    /// succeeded.
    fileprivate func unlessStopped(because stopReason: StopReason) -> AttemptResult {
        guard case .failed(let failure) = self, failure.kind == .threw else { return self }
        return switch stopReason {
        case .none, .lostDescriptors: self
        case .timedOut: .failed(Failure(.timedOut))
        case .cancelled: .cancelled
        case .interrupted: .interrupted
        }
    }
}

/// A claimed task has a function that this build does not have after all.
private struct UnknownFunction: Error {
    let name: String
    var description: String { "no running build has a task function named '\(name)'" }
}
