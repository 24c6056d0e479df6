import InspectionModel
import TaskModel

extension Finding {
    func lines(on output: OutputStyle) -> [String] {
        let (word, style): (String, TextStyle) =
            switch level {
            case .good: ("good   ", .good)
            case .warning: ("warning", .warning)
            case .problem: ("problem", .error)
            }
        return ["\(output.styled(word, style))  \(check): \(text)"] + (advice.map { ["         \($0)"] } ?? [])
    }
}
