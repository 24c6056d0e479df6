import Foundation
import Platform
import TaskModel
import WorkerFiles

/// The content of a dead worker's slot.
struct SlotContents: Equatable, Sendable {
    /// The attempt that began last, which may have ended since.
    var record: SlotRecord?
    /// Why the worker was about to be ended during that attempt, if it was.
    var stopReason = StopReason.none
    var outcomes: [AttemptOutcome] = []
    /// The worker's PID, which is also its process group's ID, if it ran since the machine's last start.
    var process: pid_t?
    /// The attempt's last output on standard error, as far as it was forwarded.
    var standardError: [UInt8] = []
    /// How many of the bytes that are still in the worker's pipe were written by earlier attempts.
    var bytesOfEarlierAttempts = 0
    /// What the worker's own pool had learned of its death, if it could not store that any more.
    var note: TerminationRecord?

    /// Reads the slot of a dead worker.
    ///
    /// - Parameter lock: The slot's file.
    /// - Throws: ``UnreadableSlot``. If the worker died before it had prepared its file, the reading is empty.
    init(_ lock: FileLock) throws(UnreadableSlot) {
        self.init(try SlotImage(lock.descriptor))
    }

    init(_ image: SlotImage?) {
        guard let image else { return }
        process = image.process
        outcomes = Self.outcomes(in: image)
        record = SlotRecord(withMark: image.mark, load: image.load)
        if image.mark != SlotLayout.firstMark {
            (standardError, bytesOfEarlierAttempts) = Self.standardError(in: image)
        }
        if image.load(at: SlotLayout.stopReasonAt + 8) == image.load(at: SlotLayout.sequenceAt) {
            stopReason = StopReason(rawValue: image.load(at: SlotLayout.stopReasonAt)) ?? .none
        }
        note = TerminationRecord(image)
    }

    private static func standardError(in file: SlotImage) -> (own: [UInt8], owed: Int) {
        let (count, start) = (file.load(at: SlotLayout.errorCountAt), file.load(at: SlotLayout.errorStartAt))
        guard count <= UInt64(Int.max) else { return ([], 0) }
        guard start <= count else {
            // When the attempt began, this many bytes of earlier attempts were still in the pipe, which holds less than
            // a mebibyte.
            let owed = Int(min(start - count, 1_048_576))
            let pending = pending(in: file, after: Int(count))
            return (Array(pending.dropFirst(owed)), max(0, owed - pending.count))
        }
        let length = min(Int(count - start), SlotLayout.errorRingSize / 2)
        let position = (Int(count) - length) % SlotLayout.errorRingSize
        let first = min(length, SlotLayout.errorRingSize - position)
        let noted =
            file.read(first, at: SlotLayout.errorRingAt + position)
            + file.read(length - first, at: SlotLayout.errorRingAt)
        return ((noted + pending(in: file, after: Int(count))).suffix(SlotLayout.errorRingSize / 2), 0)
    }

    /// The bytes that the worker had received when it died, before it could record their number.
    private static func pending(in file: SlotImage, after count: Int) -> [UInt8] {
        guard file.load(at: SlotLayout.errorPendingAt) != 0 else { return [] }
        let position = count % SlotLayout.errorRingSize
        let room = min(SlotLayout.errorRingSize / 2, SlotLayout.errorRingSize - position)
        return Array(file.read(room, at: SlotLayout.errorRingAt + position).prefix { $0 != 0 })
    }

    private static func outcomes(in file: SlotImage) -> [AttemptOutcome] {
        zip(SlotLayout.usedAt, SlotLayout.areasAt).flatMap { used, area in
            let count = Int(min(file.load(at: used), UInt64(SlotLayout.areaSize)))
            return OutcomeCoding.decode(file.read(count, at: area))
        }
    }

    /// What the database must record.
    ///
    /// - Parameters:
    ///   - slot: The slot's name.
    ///   - status: How the worker ended.
    ///   - verdict: What its killer knows, if that is the caller; otherwise the slot's own is used.
    ///   - evidence: Other evidence of the death.
    ///   - now: The present.
    /// - Returns: The dead worker's work, to be recovered.
    func unfinishedWork(
        slot: String, status: TerminationStatus, stopReason killer: StopReason = .none,
        evidence: CrashEvidence = CrashEvidence(),
        now: WallTime
    ) -> DeadWorkerWork {
        var executing: AttemptOutcome?
        if let record, !outcomes.contains(where: { $0.attempt == record.attempt }) {
            executing = AttemptOutcome(
                attempt: record.attempt, started: record.started, ended: now,
                result: Self.result(killer: killer, own: stopReason, status: status, evidence: evidence)
            )
        }
        return DeadWorkerWork(slot: slot, outcomes: outcomes, executing: executing)
    }

    private static func result(
        killer: StopReason, own: StopReason, status: TerminationStatus, evidence: CrashEvidence
    ) -> AttemptResult {
        // Its time ran out while the runtime was still writing the crash report.
        if killer == .timedOut, own == .none, evidence.signal != nil { return .failed(crash(.unknown, evidence)) }
        return switch killer == .none ? own : killer {
        case .timedOut: .failed(Failure(.timedOut))
        case .cancelled: .cancelled
        case .interrupted: .interrupted
        case .lostDescriptors:
            .failed(crash(status, evidence, message: "it closed file descriptors that its worker needs"))
        case .none where status == .unseen && !evidence.showsCrash: .unattributed(crash(status, evidence))
        case .none: .failed(crash(status, evidence))
        }
    }

    private static func crash(_ status: TerminationStatus, _ evidence: CrashEvidence, message: String? = nil) -> Failure
    {
        let story = evidence.details(of: status)
        return switch status {
        case .exited(let code): Failure(.crashed, message: message, exitCode: code, crash: story)
        case .signaled(let signal): Failure(.crashed, message: message, signal: signal, crash: story)
        // If no process was left to see the death, the runtime's output may reveal the signal.
        case .unknown, .unseen: Failure(.crashed, message: message, signal: evidence.signal, crash: story)
        }
    }
}

/// Why a worker's process is about to end itself, or to be ended.
package enum StopReason: UInt64, Equatable, Sendable {
    case none = 0
    case timedOut = 1
    case cancelled = 2
    case interrupted = 3
    /// The attempt has closed descriptors that its worker needs.
    case lostDescriptors = 4
}
