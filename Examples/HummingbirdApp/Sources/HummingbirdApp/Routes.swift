import Autocron
import Hummingbird

struct SignUp: Decodable {
    let name: String
    let address: String
}

struct ReportOrder: ResponseEncodable, Decodable {
    let id: TaskID
}

struct ReportAnswer: ResponseEncodable {
    let status: TaskStatus
    let report: Report?
}

func router() -> Router<BasicRequestContext> {
    let router = Router()

    router.get("ping") { _, _ in "pong" }

    // Hands off an email. Before the response is sent, the task is on disk; it will run whatever happens to this
    // process.
    router.post("signups") { request, context -> HTTPResponse.Status in
        let person = try await request.decode(as: SignUp.self, context: context)
        try await sendWelcome(to: person.address, name: person.name)
        return .accepted
    }

    // Starts a long task and answers with its identifier …
    router.post("reports") { _, _ in
        let task = try await makeReport(month: 7)
        return EditedResponse(status: .accepted, response: ReportOrder(id: task.id))
    }

    // … which the client uses to ask for the result later.
    router.get("reports/:id") { _, context in
        let id = try context.parameters.require("id", as: TaskID.self)
        let task = Delayed<Report>(id: id)
        let status = try await task.status
        // There never was such a task, or its result has expired.
        guard status != .unknown else { throw HTTPError(.notFound) }
        return ReportAnswer(status: status, report: status == .succeeded ? try await task.value : nil)
    }

    // Waits for a result that costs much processor time. A worker computes it; this process continues serving.
    router.get("primes") { request, _ in
        let limit = try request.uri.queryParameters.require("below", as: Int.self)
        return "\(try await countPrimes(below: limit))\n"
    }

    return router
}
