/// The order among tasks that are due: a worker claims those of a higher priority first.
///
/// The raw value is what a database contains; a lower one is a higher priority.
package enum Priority: Int64, CaseIterable, Comparable, Sendable {
    case high = 0
    case medium = 1
    case low = 2
    case background = 3

    package static func < (one: Priority, other: Priority) -> Bool {
        // In the order of claims, not of the numbers.
        one.rawValue > other.rawValue
    }
}
