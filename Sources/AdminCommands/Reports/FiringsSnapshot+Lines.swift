import CronEnglish
import CronSchedule
import Foundation
import Inspection
import Platform

extension FiringsSnapshot {
    /// The lines for people.
    func lines(on output: OutputStyle, now: WallTime) -> [String] {
        let times = firings.map { instant in
            "\(Instants.local(instant, in: zone))  \(output.styled(Instants.relative(instant, now: now), .dim))"
        }
        return [output.styled(expression.english(in: zone.identifier), .heading)]
            + warnings.map { output.styled("warning: \($0.description)", .warning) } + times
    }
}
