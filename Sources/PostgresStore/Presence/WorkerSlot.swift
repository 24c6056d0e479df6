#if PostgreSQL
/// A worker's slot, which has a number on the server: that of the worker's advisory lock.
///
/// Numbers come from a sequence and are never used again, so a machine that comes back, or has another one's old name,
/// inherits no other worker's tasks.
struct WorkerSlot: Hashable, Sendable {
    let number: Int32

    init(number: Int32) {
        self.number = number
    }

    /// - Parameter name: A slot as tasks' rows and the files of a machine name it; nil for any other text.
    init?(name: String) {
        guard name.hasPrefix(Self.prefix), let number = Int32(name.dropFirst(Self.prefix.count)), number > 0 else {
            return nil
        }
        self.number = number
        guard self.name == name else { return nil }
    }

    private static let prefix = "worker-"

    var name: String { "\(Self.prefix)\(number)" }
}
#endif
