import CPlatform
import Foundation
package import TaskStore

/// Runs reserved tasks one after the other.
package struct BatchExecution: Sendable {
    let batch: Batch
    let registry: Registry
    /// The most bytes of JSON that a result may have.
    let resultLimit: Int
    /// Ends the programs that this process has started since a moment, in monotonic nanoseconds.
    ///
    /// Only a worker does it: in a test's process they are those of other tests.
    var endPrograms: @Sendable (_ began: Int64) -> Void = { _ in }
    /// Called when the batch has stopped.
    let stopped: @Sendable () -> Void

    /// Runs the batch, on the calling thread as long as nothing suspends, and then on Swift's own.
    ///
    /// A change of threads takes longer than a short task. All of the batch's attempts share one Swift task, since one
    /// for each would cost each such a change.
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
            Moment.started.pass()
            // That runs the function's cancellation handlers, and whoever cancels keeps the time limits.
            batch.attach { Thread.detachNewThread { running.cancel() } }
            let result = await run(task)
            if !batch.markEndOfWords() {
                batch.judge(row: task.row, attempt: task.attempt, as: .lostDescriptors) { Termination.fail() }
            }
            if Task.isCancelled, case .failure = result { endProgramsOfAttempt() }
            Moment.effectDone.pass()
            // Here, since an error's words are the program's own code: under the batch's lock, the time limits would wait.
            let end = Self.end(of: result)
            let verdict = batch.finish { verdict in end.unlessStopped(because: verdict) }
            Moment.outcomeNoted.pass()
            // A cancelled Swift task stays cancelled, also where the function has cancelled its own.
            guard verdict == .none, !Task.isCancelled else {
                Task { await run() }
                return
            }
        }
        stopped()
    }

    /// Ends the programs that an attempt has started which was told to end and does: another one may begin at once.
    private func endProgramsOfAttempt() {
        guard let current = batch.snapshot.current, current.verdict != .none else { return }
        endPrograms(current.began)
    }

    private func run(_ task: ClaimedTask) async -> Result<[UInt8]?, any Error> {
        guard let function = registry[task.name], let id = TaskID(bytes: task.id) else {
            return .failure(UnknownFunction(name: task.name))
        }
        let context = TaskContext(task, id: id)
        // The function most often runs on this thread, at least until it first suspends.
        autocron_give_signal_stack()
        do {
            return .success(
                try await TaskContext.$current.withValue(context) {
                    try await perform(
                        function, id: id, arguments: task.arguments, resultLimit: resultLimit
                    )
                })
        } catch {
            return .failure(error)
        }
    }

    /// What an attempt's end means for its task.
    ///
    /// - Parameters:
    ///   - result: what the function returned or threw.
    ///   - verdict: why somebody wanted it stopped. A function that returned all the same has done its work.
    package static func end(of result: Result<[UInt8]?, any Error>, verdict: SlotVerdict) -> Outcome.End {
        end(of: result).unlessStopped(because: verdict)
    }

    /// What an attempt's end means for its task, if nobody wanted it stopped.
    private static func end(of result: Result<[UInt8]?, any Error>) -> Outcome.End {
        switch result {
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

extension Outcome.End {
    /// A function that threw has ended for the reason for which it was stopped, if it was; one that returned has done its
    /// work all the same.
    fileprivate func unlessStopped(because verdict: SlotVerdict) -> Outcome.End {
        guard case .failed(let failure) = self, failure.kind == .threw else { return self }
        return switch verdict {
        case .none, .lostDescriptors: self
        case .timedOut: .failed(Failure(.timedOut))
        case .cancelled: .cancelled
        case .interrupted: .interrupted
        }
    }
}

/// A task was claimed whose function this build does not have after all.
private struct UnknownFunction: Error {
    let name: String
    var description: String { "no running build has a task function named '\(name)'" }
}
