/// A day of the week, numbered as cron does from Sunday.
public enum Weekday: Int, Hashable, Sendable, CaseIterable, Codable {
    case sunday = 0
    case monday = 1
    case tuesday = 2
    case wednesday = 3
    case thursday = 4
    case friday = 5
    case saturday = 6
}
