/// The limits of a task, for every way of storing one.
package enum TaskLimits {
    /// The maximum size of a function's stored name, and of a unique key, in bytes.
    package static let name = 1_000
    /// The maximum size of a queue's name in bytes.
    package static let queue = 200
    /// The maximum nesting of arrays and objects; Foundation decodes no more than 512.
    package static let depth = 500
}
