package import Foundation
import InspectionModel
package import Platform
import TaskModel

extension WaitReason {
    /// The reason as a sentence, with hidden characters escaped.
    ///
    /// - Parameters:
    ///   - now: The present.
    ///   - zone: The zone of the reader's clock.
    package func words(now: WallTime, in zone: TimeZone = .current) -> String {
        switch self {
        case .paused(let subject, let since):
            let start = since.map { " since \(Instants.local($0, in: zone))" } ?? ""
            let words = TerminalEscaping.text(subject.words)
            return (words.first.map { $0.uppercased() } ?? "") + words.dropFirst() + " is paused\(start)."
        case .notHosted: return "Nobody hosts workers: start the application."
        case .noWorkers: return "An application hosts the pool, but no worker lives: read the application's log."
        case .notDue(let due): return "It is due \(Instants.relative(due, now: now))."
        case .backsOff(let due): return "It failed, and is tried again \(Instants.relative(due, now: now))."
        case .unknownFunction:
            return "The program that started last does not have this function; start a build that has it."
        case .overlaps(let runs, let policy):
            let rule = policy.map { " (overlap: \(TerminalEscaping.text($0)))" } ?? ""
            return runs == 1
                ? "Another run of it is going on\(rule)." : "\(runs) other runs of it are going on\(rule)."
        case .behind(let count, let estimate): return Self.words(count, estimate)
        case .allWorkersBusy(let count):
            return count == 1 ? "The only worker is busy." : "All \(count) workers are busy."
        case .next: return "It is next: a worker takes it within a moment."
        case .parked(let kind): return Self.words(parked: kind)
        }
    }

    private static func words(_ count: TaskCount, _ estimate: Duration?) -> String {
        let number = (count.isExact ? "" : "At least ") + String(count.count)
        let line = count.count == 1 ? "\(number) task stands before it" : "\(number) tasks stand before it"
        guard let estimate else { return line + "." }
        return line + "; at the rate of the last \(Instants.span(WaitFacts.rateSpan)) that takes about "
            + "\(Instants.span(estimate))."
    }

    private static func words(parked kind: Failure.Kind?) -> String {
        switch kind {
        case .unknownName?:
            "It is parked: no program that ran here has a function of this name. It goes on when one starts."
        case .undecodableArguments?:
            "It is parked: its arguments cannot be decoded. It goes on when a build starts that can decode them."
        case .interruptedTooOften?:
            "It is parked: its attempts were interrupted too often. Retry it when programs run for longer."
        case .threw?, .timedOut?, .crashed?, .cancelled?, .unstorable?, nil:
            "It is parked. Retry it when its cause is gone."
        }
    }
}
