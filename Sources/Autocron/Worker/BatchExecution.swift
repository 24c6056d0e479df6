import CPlatform
import Foundation
package import TaskStore

/// Runs reserved tasks one after the other.
package struct BatchExecution: Sendable {
    let batch: Batch
    let registry: Registry
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
            batch.attach { running.cancel() }
            let result = await run(task)
            if !batch.markEndOfWords() {
                batch.judge(row: task.row, attempt: task.attempt, as: .lostDescriptors) { Termination.fail() }
            }
            if Task.isCancelled, case .failure = result { endPrograms() }
            Moment.effectDone.pass()
            let verdict = batch.finish { verdict in Self.end(of: result, verdict: verdict) }
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
    private func endPrograms() {
        guard let current = batch.snapshot.current, current.verdict != .none else { return }
        Descendants.end { Descendants.ofThisProcess(startedSince: current.began) }
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
                    try await perform(function, id: id, arguments: task.arguments)
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
        switch (result, verdict) {
        case (.success(let bytes), _): .succeeded(bytes)
        case (.failure(let error as UndecodableArguments), _):
            .parked(Failure(.undecodableArguments, message: error.description))
        case (.failure(let error as MisdirectedCall), _):
            .parked(Failure(.undecodableArguments, message: error.description))
        case (.failure(let error as UnknownFunction), _): .parked(Failure(.unknownName, message: error.description))
        case (.failure, .timedOut): .failed(Failure(.timedOut))
        case (.failure, .cancelled): .cancelled
        case (.failure, .interrupted): .interrupted
        case (.failure(let error), .none), (.failure(let error), .lostDescriptors):
            .failed(Failure(.threw, message: ErrorText.of(error)))
        }
    }
}

/// A task was claimed whose function this build does not have after all.
private struct UnknownFunction: Error {
    let name: String
    var description: String { "no running build has a task function named '\(name)'" }
}

/// How an error of a task is told to people.
enum ErrorText {
    /// Longer descriptions are cut to so many bytes; they are stored with each task.
    static let limit = 4_096

    static func of(_ error: any Error) -> String {
        let text = String(describing: error)
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return text[..<end] + "…"
    }
}
