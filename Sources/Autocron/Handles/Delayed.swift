/// A handle of a stored task, through which its status and its result are had.
///
/// A handle holds nothing but the task's identifier: it can be stored, sent to another process, passed to another task,
/// and made again from the identifier.
public struct Delayed<Value>: Sendable, Hashable, Codable {
    /// The task's identifier.
    public let id: TaskID

    /// Finds a stored task again.
    ///
    /// - Parameter id: the identifier that ``id`` of an earlier handle gave.
    public init(id: TaskID) {
        self.id = id
    }
}
