import PluginMessaging
import SwiftTokens

/// `@Delay`: a body that stores a task unless the worker calls, a record, and a function by which the worker calls.
struct DelayMacro: PeerMacro {
    private let marked: MarkedFunction
    private let result: DelayResult

    init(_ use: MacroUse) throws(Refusal) {
        let marked = try MarkedFunction(use)
        let rules = DelayRules(marked)
        try rules.checkParameters()
        try rules.checkEffects()
        self.result = try rules.checkedResult()
        self.marked = marked
        let options = OptionRules(use, marked.attribute)
        try options.checkCommon()
        for label in ["weeks", "days", "hours", "minutes"] { try options.checkWholeNumber(label) }
        try options.checkNumber("seconds")
        try options.checkMember("unique")
    }

    var warnings: [Diagnostic] { [] }

    /// The new body.
    var body: String {
        DelayBody(marked, result).text
    }

    var peers: String {
        let perform = PerformPeer(marked, checks: typeChecks, decoding: decoding, call: performCall)
        return perform.text + RecordPeers(marked, options: "_delayOptions").text
    }

    private var parameters: [Parameter] { marked.function.parameters }

    private var performCall: String {
        let arguments = zip(parameters, parameters.indices).map { parameter, index in
            parameter.argumentPrefix + marked.names.name("argument\(index)")
        }
        let call = PerformPeer.call(marked, arguments: arguments)
        // The type is spelled out, because overloads may differ in their result type alone.
        let value = marked.names.name("result")
        return switch result {
        case .nothing: "\(call)\nreturn nil"
        case .emptyHandle: "let _: Autocron::Delayed<Swift::Void> = \(call)\nreturn nil"
        case .handle(let type, _): "let _: Autocron::Delayed<\(type)> = \(call)\nreturn nil"
        case .value(let type, _): "let \(value): \(type) = \(call)\nreturn Autocron::_encode(\(value))"
        }
    }

    /// One line a parameter: a constant of the declared type.
    private var decoding: [String] {
        zip(parameters, parameters.indices).map { parameter, index in
            let name = marked.names.name("argument\(index)")
            let key = SwiftWriting.literal(parameter.name.text)
            let fallback = parameter.defaultValue.map { ", default: \(marked.text.source.text($0))" } ?? ""
            let arguments = marked.names.name("arguments")
            let value = "Autocron::_decode(\(arguments), \(key)\(fallback))"
            return "let \(name): \(parameter.type.storableText) = try \(value)"
        }
    }

    /// Calls at the source positions of the user's types, so that the compiler reports a type that cannot be stored at
    /// the place where the user wrote it.
    private var typeChecks: String {
        let checks = parameters.map { check("`this parameter`", $0.type.storableText, $0.type.range) }.joined()
        return switch result {
        case .nothing, .emptyHandle: checks
        case .handle(let type, let range), .value(let type, let range): checks + check("`this result`", type, range)
        }
    }

    private func check(_ function: String, _ type: String, _ range: Range<Int>) -> String {
        let call = "\(function)(Autocron::_Of<\(type)>.self)"
        return SwiftWriting.placed(call, at: range.lowerBound, of: marked.text)
    }
}

extension Parameter {
    /// The label and the colon of an argument.
    ///
    /// Backticks are kept where a call needs them, and dropped where they would cause a warning.
    var argumentPrefix: String {
        if label.isWildcard { return "" }
        return needsBackticks ? "`\(label.text)`: " : "\(label.text): "
    }

    private var needsBackticks: Bool {
        guard label.isQuoted else { return false }
        let isWord = label.text.utf8.allSatisfy { $0 == 0x5F || isalnum($0) }
        let startsWithDigit = label.text.utf8.first.map { 0x30...0x39 ~= $0 } ?? true
        return !isWord || startsWithDigit || ["inout", "_"].contains(label.text)
    }

    private func isalnum(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
    }
}
