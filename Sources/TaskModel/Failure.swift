import Foundation
import Platform

/// How an attempt ended that did not return, as stored with the task.
package struct Failure: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        case threw, timedOut, crashed, cancelled, unknownName, undecodableArguments, interruptedTooOften
        /// The function returned, and its result can be neither encoded nor stored.
        case unstorable
    }

    package var kind: Kind
    /// The error's description, or other information for the reader; at most ``messageLimit`` bytes.
    package var message: String?
    /// The name of the thrown error's type, with its module.
    package var type: String?
    package var signal: Int32?
    package var exitCode: Int32?
    /// Why it crashed, as far as known.
    package var crash: CrashDetails?

    package init(
        _ kind: Kind, message: String? = nil, type: String? = nil, signal: Int32? = nil, exitCode: Int32? = nil,
        crash: CrashDetails? = nil
    ) {
        self.kind = kind
        self.message = message?.cut(toBytes: Self.messageLimit)
        self.type = type
        self.signal = signal
        self.exitCode = exitCode
        self.crash = crash
    }

    /// The maximum size of a message in bytes: it is stored with the task, and with each of its attempts.
    package static let messageLimit = 8_192

    /// The failure without its message.
    package var withoutMessage: Failure {
        var failure = self
        failure.message = nil
        return failure
    }

    /// The message, preceded by the name of the error's type unless it contains that already.
    package var typedMessage: String? {
        // Without the module: the text is for people.
        guard let name = type?.split(separator: ".", maxSplits: 1).last else { return message }
        guard let message else { return String(name) }
        return message.contains(name) ? message : "\(name): \(message)"
    }

    /// The stored form.
    package var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers always encode.
        return (try? encoder.encode(self)).map { [UInt8]($0) } ?? []
    }

    /// Decodes the stored form.
    ///
    /// - Parameter json: The value of ``json``; the result is nil for anything else.
    package init?(json: [UInt8]) {
        guard let failure = try? JSONDecoder().decode(Failure.self, from: Data(json)) else { return nil }
        self = failure
    }
}
