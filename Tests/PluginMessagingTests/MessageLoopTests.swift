import Foundation
import Testing

@testable import PluginMessaging

@Suite("The conversation")
struct MessageLoopTests {
    private struct Echo: AttachedMacroExpander {
        func expand(_ request: AttachedMacroRequest) -> MacroExpansion {
            let position = Diagnostic.Position(fileName: request.declSyntax.location.fileName, offset: 7)
            let span = Diagnostic.Span(fileName: position.fileName, range: 7..<9)
            let fixIt = Diagnostic.FixIt(message: "fix", changes: [.init(range: span, newText: "new")])
            let diagnostic = Diagnostic(
                message: "said", severity: .warning, position: position, highlights: [span],
                notes: [.init(position: .nowhere, message: "noted")], fixIts: [fixIt]
            )
            return MacroExpansion(expandedSource: request.macroRole, diagnostics: [diagnostic])
        }
    }

    /// The replies to some requests, each as JSON with sorted keys.
    private func replies(to requests: [String]) throws -> [String] {
        let channel = ScriptedChannel(requests.map { frame($0) } + [frame("")])
        try MessageLoop(FrameConnection(channel), expander: Echo()).run()
        let output = FrameConnection(ScriptedChannel([channel.output]))
        var replies: [String] = []
        while let reply = try output.receive() {
            let object = try JSONSerialization.jsonObject(with: Data(reply))
            let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
            replies.append(
                String(decoding: try JSONSerialization.data(withJSONObject: object, options: options), as: UTF8.self))
        }
        return replies
    }

    @Test("The capability is that of protocol 7")
    func capability() throws {
        let requests = [#"{"getCapability":{"capability":{"protocolVersion":7}}}"#, #"{"getCapability":{}}"#]
        let reply = #"{"getCapabilityResult":{"capability":{"features":[],"protocolVersion":7}}}"#
        #expect(try replies(to: requests) == [reply, reply])
    }

    @Test("An expansion has all the fields that the compiler demands")
    func expansion() throws {
        let reply = #"""
            {"expandMacroResult":{"diagnostics":[{"fixIts":[{"changes":[{"newText":"new","range":{"endOffset":9,"fileName":"tasks.swift","startOffset":7}}],"message":"fix"}],"highlights":[{"endOffset":9,"fileName":"tasks.swift","startOffset":7}],"message":"said","notes":[{"message":"noted","position":{"fileName":"","offset":0}}],"position":{"fileName":"tasks.swift","offset":7},"severity":"warning"}],"expandedSource":"peer"}}
            """#
        #expect(try replies(to: [RecordedRequest.peer]) == [reply])
    }

    @Test("What is not ours is answered with an error")
    func refusals() throws {
        let requests = [#"{"expandFreestandingMacro":{"macro":{}}}"#, #"{"loadPluginLibrary":{"libraryPath":"x"}}"#]
        let replies = try replies(to: requests)
        #expect(replies.count == 2)
        #expect(replies[0].contains(#""message":"this macro plugin has no '#' macros""#))
        #expect(replies[1].contains(#""loaded":false"#))
    }

    @Test("A message that cannot be read ends the conversation with an error")
    func garbage() {
        let channel = ScriptedChannel([frame("{\"unknown\":{}}")])
        #expect(throws: DecodingError.self) { try MessageLoop(FrameConnection(channel), expander: Echo()).run() }
    }
}
