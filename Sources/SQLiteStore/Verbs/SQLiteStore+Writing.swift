import TaskModel

extension SQLiteStore {
    /// Runs a body in a write transaction, for as long as the caller may wait for other connections.
    ///
    /// - Returns: The body's result, once it is committed; nil if other connections wrote for that long.
    /// - Throws: `StoreError`, as ``write(since:_:)``.
    func write<R: Sendable>(
        _ wait: WriteWait, _ body: (Connection) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        switch wait {
        case .standard(let since): try write(since: since, body)
        case .none: try writeAtOnce(body)
        case .atMost(let timeout): try write(within: timeout, body)
        }
    }
}
