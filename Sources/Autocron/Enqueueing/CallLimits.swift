import TaskStore

/// What a call may bring with it; more is an error at the call, where somebody can do something about it.
enum CallLimits {
    /// Bytes of a function's stored name, and of a unique key.
    static let name = 1_000
    /// Bytes of a queue's name.
    static let queue = 200
    /// Arrays and objects inside each other; Foundation reads no more than 512.
    static let depth = 500

    /// - Parameters:
    ///   - call: what is to be stored.
    ///   - scope: the options of the closure that it stands in.
    ///   - size: the most bytes of JSON.
    /// - Throws: `TaskError.invalidArguments`.
    static func check(_ call: TaskCall, _ scope: EnqueueOptions, size: Int) throws(TaskError) {
        if let problem = call.problem { throw .invalidArguments(problem) }
        guard call.arguments.count <= size else {
            throw .invalidArguments(
                "the arguments of '\(call.name)' take \(call.arguments.count) bytes, and \(size) are allowed; "
                    + "store the data elsewhere and pass its name, or raise 'argumentLimit'"
            )
        }
        guard JSONDepth.isAtMost(depth, call.arguments) else {
            throw .invalidArguments(
                "the arguments of '\(call.name)' hold more than \(depth) arrays and objects inside each other, which "
                    + "could not be read again; pass something flatter, such as a list of nodes"
            )
        }
        try check("the stored name", call.name, most: name)
        if let queue = scope.queue {
            guard !queue.isEmpty else { throw .invalidArguments("'queue' is empty; leave it out, or name one") }
            try check("'queue'", queue, most: Self.queue)
        }
        if let key = scope.uniqueKey { try check("'uniqueKey'", key, most: name) }
    }

    private static func check(_ what: String, _ text: String, most: Int) throws(TaskError) {
        let count = text.utf8.count
        guard count > most else { return }
        throw .invalidArguments(
            "\(what) '\(text.prefix(40))…' takes \(count) bytes, and \(most) are allowed; use a shorter one")
    }
}

/// How deep arrays and objects stand inside each other.
enum JSONDepth {
    /// - Parameter json: valid JSON.
    static func isAtMost(_ limit: Int, _ json: [UInt8]) -> Bool {
        // Nothing can be deeper than half of its brackets.
        guard json.count > 2 * limit else { return true }
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in json {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return true
    }
}
