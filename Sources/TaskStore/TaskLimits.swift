/// What a task may bring with it, whoever stores it.
package enum TaskLimits {
    /// Bytes of a function's stored name, and of a unique key.
    package static let name = 1_000
    /// Bytes of a queue's name.
    package static let queue = 200
    /// Arrays and objects inside each other; Foundation reads no more than 512.
    package static let depth = 500
}
