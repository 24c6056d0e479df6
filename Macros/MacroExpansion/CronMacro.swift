import PluginMessaging
import SwiftTokens

/// `@Cron`: a record, and a function that calls the marked one; nothing about the marked function changes.
struct CronMacro: PeerMacro {
    private let marked: MarkedFunction
    let warnings: [Diagnostic]

    init(_ use: MacroUse) throws(Refusal) {
        let marked = try MarkedFunction(use)
        try CronRules(marked).check()
        try OptionRules(use, marked.attribute).checkCommon()
        self.warnings = try ScheduleRules(marked).check()
        self.marked = marked
    }

    var peers: String {
        // Default values are passed on: without them the call could reach another function of that name.
        let arguments = marked.function.parameters.compactMap { parameter in
            parameter.defaultValue.map { parameter.argumentPrefix + marked.text.source.text($0) }
        }
        let call = PerformPeer.call(marked, arguments: arguments)
        let perform = PerformPeer(marked, checks: "", decoding: [], call: "\(call)\nreturn nil")
        return perform.text + RecordPeers(marked, options: "_cronOptions").text
    }
}
