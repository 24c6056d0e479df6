import SwiftTokens

/// The function by which the worker calls the marked one.
struct PerformPeer {
    private let marked: MarkedFunction
    private let checks: String
    private let decoding: [String]
    private let call: String

    init(_ marked: MarkedFunction, checks: String, decoding: [String], call: String) {
        self.marked = marked
        self.checks = checks
        self.decoding = decoding
        self.call = call
    }

    /// A call of the marked function, with the keywords that its effects and attributes require.
    static func call(_ marked: MarkedFunction, arguments: [String]) -> String {
        let name = SwiftWriting.reference(marked.function.name)
        let isUnsafe = marked.function.attributes.contains { $0.name == "unsafe" }
        let prefix = marked.callPrefix + (isUnsafe ? "unsafe " : "") + (marked.isMember ? "self." : "")
        return "\(prefix)\(name)(\(arguments.joined(separator: ", ")))"
    }

    var text: String {
        let arguments = marked.names.name("arguments")
        return """
            \(PeerAttributes.deprecated)
            \(PeerAttributes.isolation(of: marked))\
            private \(marked.isMember ? "static " : "")func \(marked.names.name("perform"))\
            (_ \(arguments): Autocron::_Arguments) async throws -> Autocron::_EncodedResult? {
            \(checks)\
            return try await Autocron::_execute {
            \((decoding + [call]).joined(separator: "\n"))
            }
            }

            """
    }
}
