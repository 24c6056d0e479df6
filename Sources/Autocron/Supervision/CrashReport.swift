import Foundation
import Platform
import TaskModel

/// The parts of the Swift runtime's crash report that matter here.
struct CrashReport: Equatable, Sendable {
    /// What happened, in the runtime's words: `Bad pointer dereference`.
    var description: String?
    /// The calls in files with known line numbers, the innermost first.
    var frames: [CrashDetails.Frame] = []

    /// The maximum number of frames kept.
    static let frameLimit = 12
    /// Reports are a few kilobytes; a larger file is not a report.
    private static let sizeLimit = 1_048_576

    /// Reads a report.
    ///
    /// - Parameter path: The file; one that is not a regular file is ignored, and never blocks.
    /// - Returns: nil if there is no report, or no complete one.
    /// - Throws: ``UnreadableSlot`` if the file cannot be read now.
    static func read(_ path: String) throws(UnreadableSlot) -> CrashReport? {
        do {
            let bytes = try OrdinaryFile.contents(of: path, limit: sizeLimit)
            return CrashReport(json: Data(bytes))
        } catch {
            if error.isShortage { throw UnreadableSlot(error) }
            return nil
        }
    }

    /// - Parameter json: The report in the form `format=json`.
    init?(json: Data) {
        guard let document = try? JSONDecoder().decode(Document.self, from: json) else { return nil }
        let thread = document.threads?.first { $0.crashed == true }
        description = Self.description(of: document, thread)
        frames = Self.frames(thread?.frames ?? [])
    }

    private static func description(of document: Document, _ thread: Document.Thread?) -> String? {
        if let address = number(document.faultAddress), let stack = number(thread?.stackPointer),
            document.description == "Bad pointer dereference", address &+ reach > stack, address < stack &+ reach
        {
            return "Stack overflow"
        }
        let prefix = "Swift runtime failure: "
        guard let text = document.description, text.hasPrefix(prefix) else { return document.description }
        return "Fatal error: " + text.dropFirst(prefix.count)
    }

    /// A bad access this close to the stack's end is a stack overflow.
    private static let reach: UInt64 = 65_536

    private static func number(_ text: String?) -> UInt64? {
        text.flatMap { UInt64($0.dropFirst(2), radix: 16) }
    }

    private static func frames(_ all: [Document.Frame]) -> [CrashDetails.Frame] {
        var kept: [CrashDetails.Frame] = []
        for frame in all.compactMap(\.details) {
            if let last = kept.last, last.function == frame.function, last.file == frame.file,
                last.line == frame.line || frame.column == 0
            {
                // An asynchronous function appears twice, once as the place to which it would return: without a column.
                kept[kept.count - 1].times += last.line == frame.line ? 1 : 0
            } else if kept.count < frameLimit {
                kept.append(frame)
            } else {
                break
            }
        }
        return kept
    }

    /// Shortens a function's name to the author's spelling.
    ///
    /// The body of a marked function is a local function with a unique name: `$s…fMu_ #2 () in work(_:)`.
    static func plainName(_ name: String) -> String {
        guard let start = name.range(of: "$s"),
            let end = name.range(of: " in ", range: start.upperBound..<name.endIndex)
        else { return name }
        return String(name[..<start.lowerBound] + name[end.upperBound...])
    }
}

/// The parts of the document that are decoded.
private struct Document: Decodable {
    struct Location: Decodable {
        var file: String
        var line: Int
        var column: Int?
    }

    struct Frame: Decodable {
        var description: String?
        var offset: Int?
        var system: Bool?
        var sourceLocation: Location?

        /// nil for code that the program's author has not written: an unknown file, generated code, or this library.
        var details: CrashDetails.Frame? {
            guard system != true, let description, let sourceLocation, sourceLocation.line > 0 else { return nil }
            let file = sourceLocation.file
            guard !file.contains("<compiler-generated>"), !file.contains("@__swiftmacro_"),
                !file.contains("/Sources/Autocron/")
            else { return nil }
            let name = offset.map {
                description.hasSuffix(" + \($0)") ? description.dropLast(" + \($0)".count) : description[...]
            }
            return CrashDetails.Frame(
                function: String(CrashReport.plainName(String(name ?? description[...])).prefix(200)),
                file: String(file.suffix(300)), line: sourceLocation.line, column: sourceLocation.column ?? 0
            )
        }
    }

    struct Thread: Decodable {
        var crashed: Bool?
        var registers: [String: String]?
        var frames: [Frame]?

        /// The register's names on two architectures.
        var stackPointer: String? { registers?["rsp"] ?? registers?["sp"] }
    }

    var description: String?
    var faultAddress: String?
    var threads: [Thread]?
}
