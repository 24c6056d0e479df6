import Foundation
import Testing

@testable import PluginMessaging

@Suite("Messages of the compiler")
struct HostMessageTests {
    private func decode(_ json: String) throws -> HostMessage {
        try JSONDecoder().decode(HostMessage.self, from: Data(json.utf8))
    }

    private func request(_ json: String) throws -> AttachedMacroRequest {
        guard case .expandAttachedMacro(let request) = try decode(json) else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "another message"))
        }
        return request
    }

    @Test("A request recorded from Swift 6.3.1 is read")
    func recorded() throws {
        let request = try request(RecordedRequest.peer)
        #expect(request.macro.typeName == "DelayMacro")
        #expect(request.macroRole == "peer")
        #expect(request.discriminator == "$s3App4send5DelayfMp_")
        #expect(request.attributeSyntax.source == "\n@Delay(retries: 3) ")
        #expect(request.declSyntax.source.hasPrefix("\n/// Sends größe.\n@MainActor\n"))
        #expect(request.declSyntax.source.hasSuffix("print(\"→ \\(address)\") }"))
        let location = SourceLocation(
            fileID: "App/tasks.swift", fileName: "tasks.swift", offset: 15, line: 1, column: 16
        )
        #expect(request.declSyntax.location == location)
        #expect(request.lexicalContext?.isEmpty == true)
    }

    @Test("Fields that are unknown or null are no obstacle")
    func tolerance() throws {
        let json = RecordedRequest.peer
            .replacing("\"lexicalContext\":[]", with: "\"lexicalContext\":null,\"later\":{\"a\":[1]}")
        #expect(try request(json).lexicalContext == nil)
    }

    @Test("A place that no file can have is refused, since it would overflow", arguments: [-1, 1 << 31, .max, .min])
    func impossiblePlaces(number: Int) {
        for place in ["\"column\":11", "\"line\":3", "\"offset\":45"] {
            let key = place.prefix { $0 != ":" }
            let json = RecordedRequest.peer.replacing(place, with: "\(key):\(number)")
            #expect(throws: DecodingError.self) { try request(json) }
        }
    }

    @Test("Every JSON escape is understood")
    func escapes() throws {
        let escaped = #"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"#
        let json = RecordedRequest.peer.replacing("\\n@Delay(retries: 3) ", with: escaped)
        #expect(try request(json).attributeSyntax.source == "\"\\/\u{8}\u{c}\n\r\té😀")
    }

    @Test(
        "What is no message of the protocol is an error",
        arguments: [
            "{}", "[]", "{\"getCapability\":{},\"expandAttachedMacro\":{}}", "{\"unknown\":{}}",
            "{\"getCapability\":{},\"unknown\":{}}", "{\"expandAttachedMacro\":{}}", "{\"getCapability\":", "\u{0}", "",
        ]
    )
    func malformed(_ json: String) {
        #expect(throws: (any Error).self) { try decode(json) }
    }
}

/// A request as the compiler sent it, without the build configuration, which we do not read.
enum RecordedRequest {
    static let peer = #"""
        {"expandAttachedMacro":{"attributeSyntax":{"kind":"attribute","location":{"column":11,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":3,"offset":45},"source":"\n@Delay(retries: 3) "},"declSyntax":{"kind":"declaration","location":{"column":16,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":1,"offset":15},"source":"\n/// Sends größe.\n@MainActor\n@Delay(retries: 3) public func send(to address: String) async throws { print(\"→ \\(address)\") }"},"discriminator":"$s3App4send5DelayfMp_","lexicalContext":[],"macro":{"moduleName":"AutocronMacros","name":"Delay","typeName":"DelayMacro"},"macroRole":"peer","staticBuildConfiguration":"{\"attributes\":[]}"}}
        """#
}
