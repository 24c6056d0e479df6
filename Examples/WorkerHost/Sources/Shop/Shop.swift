import Autocron
import ShopTasks

/// Takes an order: stores a task, and leaves the work to `shop-worker`, which may run now or later.
@main
struct Shop {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let database = arguments.first, let number = arguments.dropFirst().first.flatMap({ Int($0) }) else {
            print("usage: shop DATABASE ORDER-NUMBER [--wait]")
            return
        }
        // Never hosts workers, and is never started as one.
        let autocron = try await Autocron.start(database, workers: 0)
        let task = try await invoice(Order(number: number, customer: "ada@example.org"))
        say("order \(number) is stored as task \(task.id)")
        if arguments.contains("--wait") { say("the invoice is \(try await task.value)") }
        try await autocron.stop()
    }
}
