import Foundation
import Platform
import Synchronization

/// Forwards a worker's standard error, and writes its last part into the worker's slot, where it survives any death.
///
/// Standard error is a pipe with both ends in the worker, so that neither a stopped application nor a dead one can make
/// a task block, or die of SIGPIPE. The pool, which has the read end too, reads the bytes that a crash leaves in the
/// pipe. Standard output is not touched: programs with much output write it there, and it costs nothing.
final class StandardErrorPump: Sendable {
    private let readEnd: Descriptor
    private let real: Descriptor
    private let slot: SlotWriter
    private let isOver = Mutex(false)

    /// Replaces standard error by the pipe.
    ///
    /// - Returns: nil if there is no pipe, because the pool had none or the program has closed it; standard error is
    ///   then unchanged.
    init?(slot: SlotWriter) {
        guard let ends = SpawnWorker.inheritedPipe() else { return nil }
        let number = fcntl(2, F_DUPFD_CLOEXEC, 10)
        guard number >= 0 else { return nil }
        real = Descriptor(number)
        readEnd = ends.readEnd
        self.slot = slot
        guard dup2(ends.writeEnd.number, 2) == 2 else { return nil }
        slot.expectStandardError(from: readEnd.number)
    }

    func start() {
        let thread = Thread { [self] in run() }
        thread.name = "autocron.stderr"
        thread.start()
    }

    private func run() {
        while true {
            _ = Poll.wait(for: [readEnd.number], until: nil)
            guard isOver.withLock({ !$0 && pass() }) else { return }
        }
    }

    /// - Returns: False at the end of the pipe, when no process can write to it any more.
    private func pass() -> Bool {
        guard let bytes = slot.receiveStandardError(from: readEnd.number) else { return false }
        StandardError.write(bytes, to: real.number)
        return true
    }

    /// Forwards what is left before the process ends, if that needs no waiting.
    func finish() {
        isOver.withLockIfAvailable { isOver in
            isOver = true
            dup2(real.number, 2)
            // If there is more than a pipe holds, a program continues writing.
            for _ in 0..<64 where Poll.wait(for: [readEnd.number], until: .distantPast)[0] {
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
