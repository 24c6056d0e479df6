import Autocron
import Dispatch
import FlyingFox
import Foundation

@Delay(retries: 5)
func sendWelcome(to address: String) async throws {
    say("sending a welcome to \(address)")
}

@Delay(timeout: .seconds(60))
func countPrimes(below limit: Int) async throws -> Delayed<Int> {
    (2..<limit).count { number in
        !(2..<number).prefix { $0 * $0 <= number }.contains { number.isMultiple(of: $0) }
    }
}

@Cron(every: .seconds(2))
func removeOldSessions() {
    say("removing old sessions")
}

@main
struct App {
    static func main() async throws {
        // First of all: in a worker, which is this program started again, this call never returns.
        let autocron = try await Autocron.start(argument(1) ?? "app.db", workers: 2)

        // A request may wait a long time for its task.
        let server = HTTPServer(port: argument(2).flatMap { UInt16($0) } ?? 8080, timeout: 60)
        await server.appendRoute("GET /ping") { _ in text("pong\n") }
        await server.appendRoute("POST /signups") { request in
            try await sendWelcome(to: String(decoding: try await request.bodyData, as: UTF8.self))
            return HTTPResponse(statusCode: .accepted)
        }
        await server.appendRoute("POST /primes/:below") { (limit: Int) in
            text("\(try await countPrimes(below: limit).id)\n", .accepted)
        }
        await server.appendRoute("GET /tasks/:id") { (id: String) in
            guard let id = TaskID(id) else { return HTTPResponse(statusCode: .badRequest) }
            let status = try await Delayed<Int>(id: id).status
            // There never was such a task, or its result has expired.
            return text("\(status)\n", status == .unknown ? .notFound : .ok)
        }
        await server.appendRoute("GET /tasks/:id/value") { (id: String) in
            guard let id = TaskID(id) else { return HTTPResponse(statusCode: .badRequest) }
            do {
                return text("\(try await Delayed<Int>(id: id).value)\n")
            } catch TaskError.unknown {
                return HTTPResponse(statusCode: .notFound)
            }
        }

        let running = Task { try await server.run() }
        try await server.waitUntilListening()
        say("serving on port \(await server.port)")
        await termination()
        // Stop the server first, because its requests may wait for tasks, then the workers.
        await server.stop(timeout: 5)
        running.cancel()
        try await autocron.stop(within: .seconds(10))
        say("stopped")
    }

    private static func argument(_ number: Int) -> String? {
        CommandLine.arguments.dropFirst(number).first
    }
}

extension HTTPServer {
    var port: UInt16 {
        switch listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): port
        default: 0
        }
    }
}

func text(_ text: String, _ status: HTTPStatusCode = .ok) -> HTTPResponse {
    HTTPResponse(statusCode: status, body: Data(text.utf8))
}

/// Suspends until this process is asked to end.
func termination() async {
    signal(SIGTERM, SIG_IGN)
    signal(SIGINT, SIG_IGN)
    let (signals, report) = AsyncStream<Void>.makeStream()
    let sources = [SIGTERM, SIGINT].map { DispatchSource.makeSignalSource(signal: $0) }
    for source in sources {
        source.setEventHandler { report.finish() }
        source.resume()
    }
    for await _ in signals {}
    for source in sources { source.cancel() }
}

func say(_ text: String) {
    let line = "process \(ProcessInfo.processInfo.processIdentifier): \(text)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}
