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

    // Hands off a mail. When the answer is out, the mail is on disk, and will be sent whatever happens to this process.
    router.post("signups") { request, context -> HTTPResponse.Status in
        let person = try await request.decode(as: SignUp.self, context: context)
        try await sendWelcome(to: person.address, name: person.name)
        return .accepted
    }

    // Starts something long and answers with its number …
    router.post("reports") { _, _ in
        let task = try await makeReport(month: 7)
        return EditedResponse(status: .accepted, response: ReportOrder(id: task.id))
    }

    // … with which the client asks later.
    router.get("reports/:id") { _, context in
        let id = try context.parameters.require("id", as: TaskID.self)
        let task = Delayed<Report>(id: id)
        let status = try await task.status
        // There never was such a task, or its result's time to live is over.
        guard status != .expired else { throw HTTPError(.notFound) }
        return ReportAnswer(status: status, report: status == .succeeded ? try await task.value : nil)
    }

    // Waits for a result that costs much processor time. A worker computes it; this process goes on serving.
    router.get("primes") { request, _ in
        let limit = try request.uri.queryParameters.require("below", as: Int.self)
        return "\(try await countPrimes(below: limit))\n"
    }

    return router
}
