import Inspection
import InspectionModel
import Platform
import TaskModel

/// What actions change a database with; routes that only look have none.
struct Steering: Sendable {
    let database: InspectedDatabase
    let orders: OrderBook
    let now: WallTime
}

/// Pauses and their ends.
enum PauseActions {
    @Sendable static func pause(_ visit: Visit, _ steering: Steering) throws -> Address {
        let (subject, page) = try subject(visit)
        return try outcome(try steering.database.pause(subject, now: steering.now), .paused).on(page)
    }

    @Sendable static func resume(_ visit: Visit, _ steering: Steering) throws -> Address {
        let (subject, page) = try subject(visit)
        return try outcome(try steering.database.resume(subject, now: steering.now), .resumed).on(page)
    }

    private static func subject(_ visit: Visit) throws(Refusal) -> (PauseSubject, Address) {
        switch try visit.fields.text("what") {
        case "everything":
            guard try visit.fields.text("name") == nil else { throw .badForm }
            return (.everything, Address("/"))
        case "queue":
            guard let name = try visit.queue("name") else { throw .badForm }
            // A queue without tasks can be paused, too: they may come.
            return (.queue(name), Address("/"))
        case "function":
            guard let name = try visit.functionName() else { throw .badForm }
            return (.function(name), Address("/functions").with("name", name))
        default: throw .badForm
        }
    }

    private static func outcome(_ change: PauseChange, _ deed: ActionOutcome.Deed) throws(Refusal) -> ActionOutcome {
        switch change {
        case .changed: ActionOutcome(deed)
        case .unchanged: ActionOutcome(.unchanged)
        case .unknown: throw Refusal(404, "The program that started last has no such function.")
        }
    }
}

/// Changes of settings.
enum SettingsActions {
    @Sendable static func set(_ visit: Visit, _ steering: Steering) throws -> Address {
        let setting = try setting(visit)
        guard let text = try visit.fields.text("value"), let value = setting.value(of: text) else {
            throw Refusal(400, "This is no value of '\(setting.key)': \(setting.requirement).")
        }
        try refusePinned(setting, visit)
        try steering.database.set([setting: value])
        return ActionOutcome(.set).on(Address("/settings"))
    }

    @Sendable static func unset(_ visit: Visit, _ steering: Steering) throws -> Address {
        let setting = try setting(visit)
        try refusePinned(setting, visit)
        try steering.database.set([setting: nil])
        return ActionOutcome(.unset).on(Address("/settings"))
    }

    private static func setting(_ visit: Visit) throws(Refusal) -> Setting {
        guard let setting = try visit.fields.value("key", Setting.init(rawValue:)) else { throw .badForm }
        return setting
    }

    private static func refusePinned(_ setting: Setting, _ visit: Visit) throws {
        let row = try visit.reading.settings().rows.first { $0.setting == setting }
        guard row?.pinned == nil else {
            throw Refusal(409, "The application's code decides '\(setting.key)'; leave it out there to set it here.")
        }
    }
}
