import Foundation
import Synchronization
import TaskStore

/// Passes on what is written to a worker's standard error, and notes its last part in the worker's slot, where it
/// outlives any death.
///
/// Standard error is a pipe with both ends in the worker, so that neither a stopped application nor a dead one can make
/// a task wait, or die of SIGPIPE. What a crash leaves in the pipe, its last words, is read by the pool, which has the
/// reading end too. Standard output is left alone: whoever writes much writes it there, and it costs nothing.
final class StandardErrorPump: Sendable {
    private let reading: Descriptor
    private let real: Descriptor
    private let slot: SlotWriter
    private let isOver = Mutex(false)

    /// Puts the pipe in the place of standard error.
    ///
    /// - Returns: nil where there is no pipe, because the pool had none or the program has closed it; standard error then
    ///   stays what it is.
    init?(slot: SlotWriter) {
        guard let ends = SpawnWorker.inheritedPipe() else { return nil }
        let number = fcntl(2, F_DUPFD_CLOEXEC, 10)
        guard number >= 0 else { return nil }
        real = Descriptor(number)
        reading = ends.reading
        self.slot = slot
        guard dup2(ends.writing.number, 2) == 2 else { return nil }
        slot.expectStandardError(from: reading.number)
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "autocron.stderr"
        thread.start()
    }

    private func run() {
        while true {
            _ = Poll.wait(for: [reading.number], until: nil)
            guard isOver.withLock({ !$0 && pass() }) else { return }
        }
    }

    /// - Returns: false at the end of the pipe, when nobody can write to it any more.
    private func pass() -> Bool {
        guard let bytes = slot.receiveStandardError(from: reading.number) else { return false }
        StandardError.write(bytes, to: real.number)
        return true
    }

    /// Passes on what is left, before the process ends; not where that would take waiting.
    func finish() {
        isOver.withLockIfAvailable { isOver in
            isOver = true
            dup2(real.number, 2)
            // More than a pipe holds comes from a program that goes on writing.
            for _ in 0..<64 where Poll.wait(for: [reading.number], until: 0)[0] {
                guard pass() else { return }
            }
        }
    }
}

extension StandardErrorPump {
    private static let installed = Mutex<StandardErrorPump?>(nil)

    /// Starts the pump of this worker.
    static func install(slot: SlotWriter) {
        guard let pump = StandardErrorPump(slot: slot) else { return }
        installed.withLock { $0 = pump }
        pump.start()
    }

    /// Ends the pump of this worker, if it has one.
    static func finish() {
        installed.withLock { $0 }?.finish()
    }
}
