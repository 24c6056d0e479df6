import Foundation

/// How an attempt ended that did not return, as it is stored beside the task.
package struct Failure: Equatable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable {
        case threw, timedOut, crashed, cancelled, unknownName, undecodableArguments, interruptedTooOften
    }

    package var kind: Kind
    /// The error's description, or what else a reader must know.
    package var message: String?
    package var signal: Int32?
    package var exitCode: Int32?
    /// Why it crashed, as far as that is known.
    package var crash: CrashStory?

    package init(
        _ kind: Kind, message: String? = nil, signal: Int32? = nil, exitCode: Int32? = nil,
        crash: CrashStory? = nil
    ) {
        self.kind = kind
        self.message = message
        self.signal = signal
        self.exitCode = exitCode
        self.crash = crash
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
