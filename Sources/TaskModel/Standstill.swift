/// A standstill of a pool: each worker runs a task that waits for another task, and no worker is left to start one.
///
/// It occurs if more tasks wait at one time than there are workers to spare, and lasts until one of the waits ends by
/// itself, at a time limit or a cancellation.
package struct Standstill: Equatable, Sendable {
    /// A waiting task, and the one that it waits for.
    package struct Wait: Equatable, Sendable {
        package var name: String
        package var id: TaskID
        package var awaitedName: String
        package var awaitedID: TaskID

        package init(name: String, id: TaskID, awaitedName: String, awaitedID: TaskID) {
            self.name = name
            self.id = id
            self.awaitedName = awaitedName
            self.awaitedID = awaitedID
        }
    }

    /// One for each worker.
    package var waits: [Wait]

    package init(waits: [Wait]) {
        self.waits = waits
    }

    /// How long each worker must have waited: most waits are over before.
    package static let interval = Duration.seconds(2)

    /// What happened, with the names of the tasks.
    package var description: String {
        let workers = waits.count == 1 ? "the only worker waits" : "all \(waits.count) workers wait"
        let pairs = waits.prefix(Self.mostNamed).map { wait in
            "'\(wait.name)' (task \(wait.id)) for '\(wait.awaitedName)' "
                + "(task \(wait.awaitedID))"
        }
        let others = waits.count > Self.mostNamed ? ", and so on" : ""
        return "\(workers) for tasks that no worker is left to start: " + pairs.joined(separator: ", ") + others
    }

    private static let mostNamed = 4

    /// What to do about it.
    package static let advice =
        "have more workers than tasks that wait at one time, or let tasks store others without waiting for them"
}
