package import TestMessages

extension App {
    /// The application of most tests, started.
    ///
    /// - Parameters:
    ///   - folder: where its database lies.
    ///   - workers: nil leaves the number to the database and the default.
    ///   - options: further arguments.
    package static func started(_ folder: TemporaryFolder, workers: Int? = 2, _ options: String...) async throws -> App
    {
        let app = try App("TestApp", [folder.database, workers.map(String.init) ?? "unsaid"] + options)
        try await app.expect(.started)
        return app
    }

    /// Gives an order that stores a task, and waits until it is stored.
    ///
    /// - Returns: The task's identifier.
    package func store(_ order: TestOrder) async throws -> String {
        send(order)
        return try await expect(.stored).id
    }

    /// Gives an order, and waits until it is carried out.
    package func call(_ order: TestOrder) async throws {
        send(order)
        try await expect(.called)
    }

    /// Waits until nothing runs and nothing due is left.
    package func waitUntilIdle(within seconds: Double = 20) async throws {
        send(.waitUntilIdle)
        try await expect(.idle, within: seconds)
    }

    /// Stops, and waits until it is stopped.
    ///
    /// - Parameter seconds: how long the application lets its tasks run on.
    package func stop(within seconds: Double) async throws {
        send(.stop(within: seconds))
        try await expect(.stopped, within: 20 + seconds)
    }

    /// Starts again, and waits until it is started.
    package func restart(database: String, workers: Int) async throws {
        send(.restart(database: database, workers: workers))
        try await expect(.started)
    }

    /// Requires that a call that waits for its result comes back with it.
    package func expectSquare(of number: Int) async throws {
        send(.square(number))
        try await expect(.value(String(number * number)))
    }

    /// Requires that a task has, or comes to, a result.
    package func expectValue(_ text: String, of id: String, as type: ResultType = .text) async throws {
        send(.value(of: id, as: type))
        try await expect(.value(text))
    }

    /// Requires that a task has a status at this moment.
    package func expectStatus(_ status: String, of id: String) async throws {
        send(.status(of: id))
        try await expect(.status(status))
    }
}
