import SwiftTokens

/// The new body of a `@Delay` function.
///
/// The written body becomes a local function, byte for byte: moved out of the function, a body that declares a type
/// would crash the compiler (6.3.1). The local function captures the parameters, so that nothing in it changes its
/// meaning.
struct DelayBody {
    private let marked: MarkedFunction
    private let result: DelayResult
    private let run: String
    private let execution: String
    private let encoded: String

    init(_ marked: MarkedFunction, _ result: DelayResult) {
        self.marked = marked
        self.result = result
        self.run = marked.names.name("run")
        self.execution = marked.names.name("execution")
        self.encoded = marked.names.name("arguments")
    }

    var text: String {
        "{\n\(writtenBody)\(taking)\(encoding)\(storing)\n}"
    }

    private var name: String { SwiftWriting.literal(marked.storedName) }

    /// The local function.
    ///
    /// Its opening brace precedes `#sourceLocation`, which is not allowed before a brace.
    private var writtenBody: String {
        let inside = marked.text.source.text((marked.body.lowerBound + 1)..<marked.body.upperBound)
        let placed = SwiftWriting.placed(inside, at: marked.body.lowerBound + 1, of: marked.text)
        return "func \(run)()\(marked.effects) -> \(resultType) {\n\(placed)"
    }

    private var resultType: String {
        switch result {
        case .nothing, .emptyHandle: "Swift::Void"
        case .handle(let type, _), .value(let type, _): type
        }
    }

    /// The code that runs in a worker.
    private var taking: String {
        let take = "Autocron::_take(\(name))"
        let call = "\(marked.callPrefix)\(run)()"
        let handle = "return Autocron::Delayed(id: \(execution).id)"
        return switch result {
        case .nothing: "if \(take) != nil {\n\(call)\nreturn\n}\n"
        case .emptyHandle: "if let \(execution) = \(take) {\n\(call)\n\(handle)\n}\n"
        case .handle:
            "if let \(execution) = \(take) {\n\(execution).finish(Autocron::_encode(\(call)))\n\(handle)\n}\n"
        case .value: "if \(take) != nil {\nreturn \(call)\n}\n"
        }
    }

    private var encoding: String {
        let parameters = marked.function.parameters
        let introducer = parameters.isEmpty ? "let" : "var"
        let lines = parameters.map { parameter in
            let key = SwiftWriting.literal(parameter.name.text)
            return "\(encoded).encode(\(SwiftWriting.reference(parameter.name)), \(key))\n"
        }
        return "\(introducer) \(encoded) = Autocron::_EncodedArguments()\n" + lines.joined()
    }

    /// The code that runs for any other caller.
    private var storing: String {
        let store = "\(storeCall)(\(name), \(encoded))"
        return switch result {
        case .nothing: store
        case .emptyHandle, .handle: "return Autocron::Delayed(id: \(store))"
        case .value: "return \(store)"
        }
    }

    private var storeCall: String {
        if case .value = result { return "try await Autocron::_result" }
        return switch (marked.function.effects.asyncKeyword, marked.function.effects.throwsKeyword) {
        case (_?, _?): "try await Autocron::_suspending"
        case (nil, _?): "try Autocron::_stored"
        case (_, nil): "Autocron::_buffered"
        }
    }
}
