import Foundation
import Platform
import TaskModel

/// What a dead worker has left that may explain its death.
struct CrashEvidence: Equatable, Sendable {
    /// The last bytes that the executing attempt wrote to standard error.
    var standardError: [UInt8] = []
    var report: CrashReport?

    /// The maximum number of bytes of standard error that are stored.
    static let limit = 4_096

    /// The details of a death, without what the runtime itself prints about its report.
    func details(of status: TerminationStatus) -> CrashDetails? {
        let text = self.text
        let report = isReported(status) ? self.report : nil
        let reason = Self.reason(in: text) ?? report?.description
        guard reason != nil || !text.isEmpty || report != nil else { return nil }
        return CrashDetails(
            reason: reason.map { String($0.prefix(500)) }, frames: report?.frames ?? [],
            standardError: text.isEmpty ? nil : text
        )
    }

    /// Whether the report is about this death: the runtime also writes one for a signal that another process sent, and
    /// the process then survives.
    private func isReported(_ status: TerminationStatus) -> Bool {
        if signal != nil { return true }
        return switch status {
        case .signaled(let number): [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV].contains(number)
        case .exited: false
        case .unknown, .unseen: true
        }
    }

    /// Whether it shows that the process itself has crashed, whatever happened to the processes around it.
    var showsCrash: Bool {
        signal != nil || report != nil || Self.reason(in: text) != nil
    }

    private var text: String {
        var bytes = standardError.suffix(Self.limit)
        // Cut between characters.
        while bytes.count < standardError.count, let first = bytes.first, first & 0xC0 == 0x80 { bytes.removeFirst() }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.filter { Self.signal(in: $0) == nil && !$0.hasPrefix("swift-runtime: ") }
        return kept.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }

    /// The runtime's last message, such as `Fatal error: Index out of range`.
    private static func reason(in text: String) -> String? {
        for line in text.split(separator: "\n").reversed() {
            for words in ["Fatal error", "Precondition failed", "Assertion failed"] {
                guard let range = line.range(of: words) else { continue }
                // At the beginning of the line, or after the source location: `App/Photos.swift:31: Fatal error: …`
                let before = line[..<range.lowerBound]
                if before.isEmpty || before.hasSuffix(": ") { return String(line[range.lowerBound...]) }
            }
        }
        return nil
    }

    /// The signal that the worker was dying of, even if it was killed while the report was written.
    var signal: Int32? {
        let lines = String(decoding: standardError.suffix(Self.limit), as: UTF8.self).split(separator: "\n")
        return lines.reversed().lazy.compactMap(Self.signal).first
    }

    /// Parses `*** Signal 4: Backtracing from 0x7f…... done ***`; the end of that line is written when the report is
    /// complete.
    private static func signal(in line: Substring) -> Int32? {
        guard line.hasPrefix("*** Signal "), let end = line.range(of: ": Backtracing from ") else { return nil }
        return Int32(line[..<end.lowerBound].dropFirst("*** Signal ".count))
    }
}

extension CrashEvidence {
    /// Removes a report once its details are stored; usually there is none.
    static func remove(_ path: String) {
        unsafe unlink(path)
    }
}
