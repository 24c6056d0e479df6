import Foundation

/// How an attempt ended that did not return, as it is stored beside the task.
package struct Failure: Equatable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        case threw, timedOut, crashed, cancelled, unknownName, undecodableArguments, interruptedTooOften
        /// The function returned, and its result can be neither encoded nor stored.
        case unstorable
    }

    package var kind: Kind
    /// The error's description, or what else a reader must know; at most ``messageLimit`` bytes.
    package internal(set) var message: String?
    /// The name of the thrown error's type, with its module.
    package var type: String?
    package var signal: Int32?
    package var exitCode: Int32?
    /// Why it crashed, as far as that is known.
    package var crash: CrashStory?

    package init(
        _ kind: Kind, message: String? = nil, type: String? = nil, signal: Int32? = nil, exitCode: Int32? = nil,
        crash: CrashStory? = nil
    ) {
        self.kind = kind
        self.message = message?.cut(toBytes: Self.messageLimit)
        self.type = type
        self.signal = signal
        self.exitCode = exitCode
        self.crash = crash
    }

    /// The most bytes of a message: it is stored with the task, and with each of its attempts.
    package static let messageLimit = 8_192

    /// The failure without its message.
    package var withoutMessage: Failure {
        var failure = self
        failure.message = nil
        return failure
    }

    /// The message, behind the name of the error's type where it does not hold that already.
    package var typedMessage: String? {
        // Without the module: the line is for people.
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

    /// Reads the stored form.
    ///
    /// - Parameter json: what ``json`` gave; nil is returned for anything else.
    package init?(json: [UInt8]) {
        guard let failure = try? JSONDecoder().decode(Failure.self, from: Data(json)) else { return nil }
        self = failure
    }
}
