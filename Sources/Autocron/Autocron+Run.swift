import CPlatform
import Foundation
import Platform

extension Autocron {
    /// Hosts workers until the process is asked to end, for programs that do nothing but run tasks.
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
    ///   - database: the SQLite file, which `run` makes if it is not there, or a connection string, with which the programs of
    ///     any number of machines run the same tasks; see ``start(_:workers:configuration:)``.
    ///   - workers: the number of worker processes of this machine; nil as there. With 0 nothing is hosted.
    ///   - configuration: everything else.
    /// - Throws: ``AutocronError``, which says what to do.
    public static func run(
        _ database: String, workers: Int? = nil, configuration: Configuration = .init()
    ) async throws(AutocronError) {
        // Before the start, so that a signal during it is not lost; a worker's signals are the library's affair.
        let signal = WorkerProcess.isExpected ? nil : try StopSignal()
        let autocron: Autocron
        do throws(AutocronError) {
            autocron = try await start(database, workers: workers, configuration: configuration)
        } catch {
            signal?.release()
            throw error
        }
        let number = await signal?.wait() ?? nil
        let cause = number.map { "of \(SignalName.of($0))" } ?? "the task that runs it was cancelled"
        autocron.runtime.log(.info, .poolStopping, "stops because \(cause)", [.signal: number])
        try await autocron.stop()
    }
}

/// Whatever ends a program that only hosts workers.
private final class StopSignal: Sendable {
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    /// Catches the signals from now on.
    ///
    /// - Throws: `AutocronError` where they are caught already, or no descriptor is free.
    init() throws(AutocronError) {
        do {
            (readEnd, writeEnd) = try Descriptor.pipe()
        } catch {
            throw AutocronError(error)
        }
        guard autocron_catch_stop(writeEnd.number) else {
            guard errno == EBUSY else { throw AutocronError(SystemFailure("cannot catch SIGTERM and SIGINT")) }
            throw AutocronError(
                .alreadyStarted, "'Autocron.run' was called before in this process; it works until that is asked to end"
            )
        }
    }

    /// Puts the program's own handlers back.
    func release() {
        autocron_release_stop()
    }

    /// Waits for the first of the signals, or for the end of the Swift task that waits; then the next ones are the
    /// program's own again.
    ///
    /// - Returns: the signal's number; nil where the Swift task was cancelled.
    func wait() async -> Int32? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { [self] in
                    _ = Poll.wait(for: [readEnd.number], until: nil)
                    release()
                    let number = readEnd.readAvailable()?.first.map(Int32.init) ?? 0
                    continuation.resume(returning: number == 0 ? nil : number)
                }
            }
        } onCancel: {
            writeEnd.writeAvailable([0])
        }
    }
}
