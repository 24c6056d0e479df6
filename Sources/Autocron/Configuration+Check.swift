extension Autocron.Configuration {
    /// Refuses values that make no sense.
    package func check() throws(AutocronError) {
        try refuse(resultTimeToLive < .zero, "'resultTimeToLive' is \(resultTimeToLive); it cannot be negative")
        try refuse(shutdownGrace < .zero, "'shutdownGrace' is \(shutdownGrace); it cannot be negative")
        try refuse(cancellationGrace < .zero, "'cancellationGrace' is \(cancellationGrace); it cannot be negative")
        try refuse(
            workerStartLimit <= .zero, "'workerStartLimit' is \(workerStartLimit); workers need some time to start")
        try refuse((maximumTasksPerWorker ?? 1) < 1, "'maximumTasksPerWorker' is below 1; use nil for no limit")
        try refuse((workerMemoryLimit ?? 1) < 1, "'workerMemoryLimit' is below 1 byte; use nil for no limit")
        try refuse(
            !(0...19).contains(workerNiceness), "'workerNiceness' is \(workerNiceness); it must be from 0 to 19")
        try refuse(argumentLimit < 2, "'argumentLimit' is \(argumentLimit); even no arguments take 2 bytes")
    }

    private func refuse(_ isWrong: Bool, _ text: String) throws(AutocronError) {
        guard !isWrong else { throw AutocronError(.invalidConfiguration, text) }
    }
}
