/// The limits of a task, for every way of storing one.
package enum TaskLimits {
    /// The maximum size of a function's stored name, and of a unique key, in bytes.
    package static let name = 1_000
    /// The maximum size of a queue's name in bytes.
    package static let queue = 200
    /// The maximum nesting of arrays and objects; Foundation decodes no more than 512.
    package static let depth = 500
    /// How often a task may be interrupted before it is parked instead of being retried forever: a task that takes
    /// longer than the time between restarts would never end.
    package static let interruptions: Int64 = 20
    /// How many attempts in a row may end together with their application before the task is considered the cause.
    package static let unattributedEnds: Int64 = 3
}
