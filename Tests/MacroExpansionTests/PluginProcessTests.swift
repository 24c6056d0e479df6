import Foundation
import PluginMessaging
import Testing

/// The built plugin as a process, as the compiler starts it.
@Suite("The plugin's process")
struct PluginProcessTests {
    private struct AttemptOutcome {
        var status: Int32
        var replies: [String]
        var errors: String
    }

    /// Sends bytes, then closes the stream.
    private func talk(_ input: [UInt8]) throws -> AttemptOutcome {
        let process = Process()
        let (toPlugin, fromPlugin, errors) = (Pipe(), Pipe(), Pipe())
        process.executableURL = try Compiler().plugin
        process.environment = [:]
        process.standardInput = toPlugin
        process.standardOutput = fromPlugin
        process.standardError = errors
        try process.run()
        try toPlugin.fileHandleForWriting.write(contentsOf: Data(input))
        try toPlugin.fileHandleForWriting.close()
        let output = [UInt8](try fromPlugin.fileHandleForReading.readToEnd() ?? Data())
        let said = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return AttemptOutcome(
            status: process.terminationStatus, replies: Self.payloads(output),
            errors: String(decoding: said, as: UTF8.self)
        )
    }

    private func frame(_ payload: String) -> [UInt8] {
        let length = UInt64(payload.utf8.count)
        return stride(from: 0, to: 64, by: 8).map { UInt8(truncatingIfNeeded: length >> UInt64($0)) } + payload.utf8
    }

    private static func payloads(_ output: [UInt8]) -> [String] {
        var rest = output[...]
        var payloads: [String] = []
        while rest.count >= 8 {
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            payloads.append(String(decoding: rest.dropFirst(8).prefix(length), as: UTF8.self))
            rest = rest.dropFirst(8 + length)
        }
        return payloads
    }

    @Test("A conversation recorded from Swift 6.3.1 goes as the compiler expects")
    func recorded() throws {
        let outcome = try talk(RecordedConversation.requests.flatMap(frame) + frame(""))
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.replies.count == 4)
        #expect(outcome.replies.first?.contains("\"protocolVersion\":7") == true)
        for (reply, name) in zip(outcome.replies.dropFirst(), ["App.send(to:)", "App.Inner.tick()", "App.send(to:)"]) {
            #expect(reply.hasPrefix("{\"expandMacroResult\":{"))
            #expect(reply.contains("\"diagnostics\":[]"))
            #expect(reply.contains(name))
        }
    }

    @Test("The end of the stream is a goodbye, also in the middle of a header", arguments: [0, 3])
    func goodbye(_ length: Int) throws {
        let outcome = try talk([UInt8](repeating: 1, count: length))
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
    }

    @Test("What cannot be understood ends the process with one line", arguments: ["{", "{\"unknown\":{}}", "[]"])
    func garbage(_ payload: String) throws {
        let outcome = try talk(frame(payload))
        #expect(outcome.status == 1)
        #expect(outcome.replies.isEmpty)
        #expect(outcome.errors.hasPrefix("autocron's macro plugin: "))
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    }

    @Test("A payload that is cut off ends the process with one line")
    func truncated() throws {
        let outcome = try talk(Array(frame("{\"getCapability\":{}}").dropLast()))
        #expect(outcome.status == 1)
        #expect(outcome.errors == "autocron's macro plugin: the compiler's message ended after 19 of 20 bytes\n")
    }
}

/// What the compiler sent for a file with two marked functions, without the build configuration, which we do not read.
private enum RecordedConversation {
    static let requests = [
        #"{"getCapability":{"capability":{"protocolVersion":7}}}"#,
        expand(
            macro: "Delay", role: "peer", discriminator: "$s3App4send5DelayfMp_", attribute: send.0, declaration: send.1
        ),
        #"""
        {"expandAttachedMacro":{"attributeSyntax":{"kind":"attribute","location":{"column":14,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":6,"offset":175},"source":"@Cron(\"*/5 * * * *\") "},"declSyntax":{"kind":"declaration","location":{"column":14,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":6,"offset":175},"source":"@Cron(\"*/5 * * * *\") static func tick() {} "},"discriminator":"$s3App5InnerO4tick4CronfMp_","lexicalContext":[{"kind":"declaration","location":{"column":0,"fileID":"","fileName":"","line":0,"offset":0},"source":"\nenum Inner {}"}],"macro":{"moduleName":"AutocronMacros","name":"Cron","typeName":"CronMacro"},"macroRole":"peer"}}
        """#,
        expand(
            macro: "Delay", role: "body", discriminator: "$s3App4send5DelayfMb_", attribute: send.0, declaration: send.1
        ),
    ]

    private static let send = (
        #"{"kind":"attribute","location":{"column":11,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":3,"offset":45},"source":"\n@Delay(retries: 3) "}"#,
        #"{"kind":"declaration","location":{"column":16,"fileID":"App/tasks.swift","fileName":"tasks.swift","line":1,"offset":15},"source":"\n/// Sends größe.\n@MainActor\n@Delay(retries: 3) public func send(to address: String) async throws { print(\"→ \\(address)\") }"}"#
    )

    private static func expand(
        macro: String, role: String, discriminator: String, attribute: String, declaration: String
    ) -> String {
        """
        {"expandAttachedMacro":{"attributeSyntax":\(attribute),"declSyntax":\(declaration),\
        "discriminator":"\(discriminator)","lexicalContext":[],"macro":{"moduleName":"AutocronMacros",\
        "name":"\(macro)","typeName":"\(macro)Macro"},"macroRole":"\(role)"}}
        """
    }
}
