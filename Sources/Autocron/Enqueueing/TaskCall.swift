/// A call of a `@Delay` function, encoded, about to be stored.
struct TaskCall: Sendable {
    /// The function's stored name.
    var name: String
    /// A JSON object.
    var arguments: [UInt8]
    /// Which argument could not be encoded, and why; then the call cannot be stored.
    var problem: String?
}
