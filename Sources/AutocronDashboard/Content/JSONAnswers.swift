import Inspection
import InspectionModel
import TaskModel

/// What the command line prints with `--json`, for programs; read only.
enum JSONAnswers {
    @Sendable static func status(_ visit: Visit) throws -> Answer {
        .json(try JSON(try visit.reading.overview().status).document)
    }

    @Sendable static func tasks(_ visit: Visit) throws -> Answer {
        let cursor = try visit.fields.text("after").map(TaskCursor.init)
        let query = TaskQuery(filter: try visit.filter(), limit: TasksPage.length, after: cursor)
        return .json(try JSON(try visit.reading.tasks(query)).document)
    }

    @Sendable static func task(_ visit: Visit) throws -> Answer {
        .json(try JSON(try visit.reading.task(visit.task)).document)
    }

    @Sendable static func schedules(_ visit: Visit) throws -> Answer {
        .json(try JSON(try visit.reading.schedules()).document)
    }

    @Sendable static func settings(_ visit: Visit) throws -> Answer {
        .json(try JSON(try visit.reading.settings()).document)
    }

    @Sendable static func findings(_ visit: Visit) throws -> Answer {
        .json(try JSON(try visit.reading.findings()).document)
    }

    static func refusal(_ refusal: Refusal) -> String {
        JSON.object([JSON.Member("error", .text(refusal.sentence))]).text
    }
}
