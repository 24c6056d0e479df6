import CPlatform
import Foundation
import TaskStore

extension Autocron {
    /// Hosts workers until the process is asked to end: all that a program needs which does nothing else.
    ///
    /// ```swift
    /// @main struct Worker {
    ///     static func main() async throws {
    ///         try await Autocron.run("app.db", workers: 4)
    ///     }
    /// }
    /// ```
    ///
    /// Returns after SIGTERM or SIGINT, or once the Swift task that calls it is cancelled, when everything is stopped as
    /// ``stop(within:)`` stops it in its time of 30 seconds. While that goes on a second signal ends the process at once,
    /// which loses nothing either. The two signals' handlers are the program's own again as soon as the first has come;
    /// one that the program ignores stays ignored.
    ///
    /// - Parameters:
    ///   - database: the SQLite file, which is made if it is not there.
    ///   - workers: the number of worker processes; as many as there are processors if nil. With 0 nothing is hosted.
    ///   - configuration: everything else.
    /// - Throws: ``AutocronError``, which says what to do.
    public static func run(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) async throws {
        let autocron = try await start(database, workers: workers, configuration: configuration)
        let cause = try await StopSignal.wait()
        autocron.runtime.log(.info, "stops because \(cause)")
        try await autocron.stop()
    }
}

/// Waits for whatever ends a program that only hosts workers.
private enum StopSignal {
    /// - Returns: what it was.
    /// - Throws: `AutocronError` where no descriptor is free.
    static func wait() async throws -> String {
        let reading: Descriptor
        let writing: Descriptor
        do {
            (reading, writing) = try Descriptor.pipe()
        } catch {
            throw AutocronError(error)
        }
        autocron_catch_stop(writing.number)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    _ = Poll.wait(for: [reading.number], until: nil)
                    autocron_release_stop()
                    let number = reading.readAvailable()?.first.map(Int32.init) ?? 0
                    continuation.resume(
                        returning: number == 0 ? "the task that runs it was cancelled" : "of \(SignalName.of(number))")
                }
            }
        } onCancel: {
            writing.poke([0])
        }
    }
}
