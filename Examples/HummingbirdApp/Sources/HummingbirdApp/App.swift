import Autocron
import Hummingbird

@main
struct App {
    static func main() async throws {
        // A worker is this program, started again. In it this call never returns, so everything that only the server
        // needs is created after it.
        let database = CommandLine.arguments.dropFirst().first ?? "app.db"
        let autocron = try await Autocron.start(database, workers: 2)

        let server = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            services: [AutocronService(autocron: autocron)],
            onServerRunning: { channel in
                say("serving on port \(channel.localAddress?.port ?? 0)")
            }
        )
        try await server.runService()
        say("stopped")
    }

    /// 0 lets the system choose.
    private static var port: Int {
        CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 8080
    }
}
