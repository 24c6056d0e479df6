import TaskModel

/// Limits of a call; exceeding one is an error at the call, where the programmer can do something about it.
enum CallLimits {
    /// - Parameters:
    ///   - call: The call to store.
    ///   - scope: The options of the enclosing closure.
    ///   - size: The maximum number of bytes of JSON.
    /// - Throws: `TaskError.invalidArguments`.
    static func check(_ call: TaskCall, _ scope: EnqueueOptions, size: Int) throws(TaskError) {
        if let problem = call.problem { throw .invalidArguments(problem) }
        guard call.arguments.count <= size else {
            throw .invalidArguments(
                "the arguments of '\(call.name)' take \(call.arguments.count) bytes, and \(size) are allowed; "
                    + "store the data elsewhere and pass its name, or raise 'argumentLimit'"
            )
        }
        guard JSONDepth.isAtMost(TaskLimits.depth, call.arguments) else {
            throw .invalidArguments(
                "the arguments of '\(call.name)' hold more than \(TaskLimits.depth) arrays and objects inside each other, which "
                    + "could not be read again; pass something flatter, such as a list of nodes"
            )
        }
        try check("the stored name", call.name, most: TaskLimits.name)
        if let queue = scope.queue {
            guard !queue.isEmpty else { throw .invalidArguments("'queue' is empty; leave it out, or name one") }
            try check("'queue'", queue, most: TaskLimits.queue)
        }
        if let key = scope.uniqueKey { try check("'uniqueKey'", key, most: TaskLimits.name) }
    }

    private static func check(_ what: String, _ text: String, most: Int) throws(TaskError) {
        let count = text.utf8.count
        guard count > most else { return }
        throw .invalidArguments(
            "\(what) '\(text.prefix(40))…' takes \(count) bytes, and \(most) are allowed; use a shorter one")
    }
}
