import Inspection
import InspectionModel
import TaskModel

/// A task's arguments and result: shown where they are short, offered as a download where they are long.
enum TaskContents {
    /// The bytes that a page shows, and the lines that it shows unfolded.
    private static let longest = 65_536
    private static let unfolded = 40

    static func html(_ task: TaskSnapshot, _ visit: Visit) -> HTML {
        let arguments = Address.task(task.summary.id, "/arguments")
        let result = Address.task(task.summary.id, "/result")
        return .facts([
            Fact("Arguments", value(task.details.arguments, task, visit.link(arguments))),
            Fact("Result", task.details.result.map { value($0, task, visit.link(result)) }),
        ])
    }

    private static func value(_ json: [UInt8], _ task: TaskSnapshot, _ link: String) -> HTML {
        guard !task.isRedacted else { return "(\(json.count) bytes)" }
        guard json.count <= longest else { return "<a href=\"\(link)\">Download</a> (\(json.count) bytes)" }
        let text = JSONLayout.text(json)
        let shown: HTML = "<pre tabindex=\"0\">\(lines: text)</pre>"
        let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        return lines <= unfolded ? shown : "<details><summary>\(lines) lines</summary>\(shown)</details>"
    }

    @Sendable static func arguments(_ visit: Visit) throws -> Answer {
        try download("arguments.txt", try visit.reading.task(visit.task).details.arguments, visit)
    }

    @Sendable static func result(_ visit: Visit) throws -> Answer {
        guard let result = try visit.reading.task(visit.task).details.result else {
            throw Refusal(404, "This task has no result.")
        }
        return try download("result.txt", result, visit)
    }

    private static func download(_ name: String, _ json: [UInt8], _ visit: Visit) throws -> Answer {
        guard !visit.reading.isRedacted else { throw Refusal(403, "The contents of tasks are not shown to you.") }
        return .download(name: name, text: String(validating: json, as: UTF8.self) ?? TerminalEscaping.text(json))
    }
}
