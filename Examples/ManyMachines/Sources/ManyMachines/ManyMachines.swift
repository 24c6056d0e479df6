import Autocron
import Foundation

/// The program of every machine: it hosts workers, or only stores tasks and awaits their results.
///
/// `ManyMachines NAME host` works until Ctrl-C or SIGTERM, and `ManyMachines NAME store COUNT` until all results are there.
@main
struct ManyMachines {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // Not an argument: every user of a machine can read those, and the string may contain a password.
        guard let database = ProcessInfo.processInfo.environment["DATABASE_URL"], arguments.count > 1 else {
            print("usage: DATABASE_URL=postgres://… ManyMachines NAME host | ManyMachines NAME store COUNT")
            return
        }
        switch arguments[1] {
        case "host": try await Autocron.run(database, workers: 2)
        default: try await store(arguments.last.flatMap { Int($0) } ?? 1, in: database)
        }
    }

    /// Stores ten tasks a second, and awaits what workers of other machines return.
    private static func store(_ count: Int, in database: String) async throws {
        let autocron = try await Autocron.start(database, workers: 0)
        try await withThrowingTaskGroup(of: String.self) { group in
            for photo in 1...max(1, count) {
                let developed = try await develop(photo: photo)
                say("photo \(photo) is stored")
                group.addTask { try await developed.value }
                try await Task.sleep(for: .milliseconds(100))
            }
            try await group.waitForAll()
        }
        say("has all \(count) results")
        try await autocron.stop()
    }
}

/// Prints a line with the machine and the process that speaks; a worker has its application's arguments.
func say(_ text: String) {
    let line = "\(CommandLine.arguments[1]) \(ProcessInfo.processInfo.processIdentifier): \(text)\n"
    // In one piece, because all processes of the demo write into one pipe.
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}
