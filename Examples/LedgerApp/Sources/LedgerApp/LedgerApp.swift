import Autocron
import Foundation

/// Moves money between accounts, and has a worker write a receipt for each transfer.
///
/// `LedgerApp DATABASE` shows all three cases; `LedgerApp DATABASE crash` is the part of the third that is killed.
@main
struct LedgerApp {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let path = arguments.first ?? "ledger.db"
        // Before `start`, so that it exists in the workers, too.
        let ledger = try Ledger.open(path)
        let autocron = try await Autocron.start(path, workers: arguments.last == "crash" ? 0 : 2)

        if arguments.last == "crash" { try ledger.crash(in: Transfer(from: "ada", to: "bob", amount: 50)) }

        try ledger.open(account: "ada", with: 100)
        try ledger.open(account: "bob", with: 0)
        say("ada has 100, bob has 0")

        // 1. The transfer and its receipt's task are committed together, and the receipt is written soon after.
        let receipt = try ledger.commit(Transfer(from: "ada", to: "bob", amount: 30))
        say("ada has sent 30; \(try await receipt.value)")

        // 2. A transfer fails in its last step: its task had been stored, and is rolled back with the entries.
        do {
            _ = try ledger.commit(Transfer(from: "ada", to: "bob", amount: 1_000))
        } catch let error as Overdrawn {
            say("refused: \(error)")
        }

        // 3. A process is killed after it has written both, and before COMMIT.
        say("another process begins to send 50, and is killed: \(try crashElsewhere(path))")

        try await autocron.waitUntilIdle()
        for (account, balance) in try ledger.balances() { say("\(account) has \(balance)") }
        say("receipts: \(try ledger.receipts().joined(separator: ", "))")
        try await autocron.stop()
        say("done")
    }

    private static func crashElsewhere(_ path: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [path, "crash"]
        try process.run()
        process.waitUntilExit()
        return
            "it ended with \(process.terminationReason == .uncaughtSignal ? "signal" : "code") \(process.terminationStatus)"
    }
}

func say(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
}
