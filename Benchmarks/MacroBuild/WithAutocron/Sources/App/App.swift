import Autocron

@Delay
func greet(_ name: String) throws {
    print("hello, \(name)")
}

@main
struct App {
    static func main() async throws {
        let autocron = try await Autocron.start("app.db", workers: 1)
        try greet("Ada")
        try await autocron.stop()
    }
}
