import Inspection
import Platform
import TaskModel

/// Leads a request past all checks to its route, and makes the response of what the route returns.
struct Responder: Sendable {
    private let database: InspectedDatabase
    private let options: DashboardOptions
    private let clock: @Sendable () -> WallTime
    private let live: Monitor<LiveReader>
    let orders = OrderBook()
    let cache = AnswerCache()

    init(
        _ database: InspectedDatabase, options: DashboardOptions, shortCount: Duration,
        clock: @escaping @Sendable () -> WallTime
    ) {
        self.database = database
        self.options = options
        self.clock = clock
        live = Monitor(LiveReader(database, shortCount: shortCount))
    }

    func response(to request: DashboardRequest, access: DashboardAccess) -> DashboardResponse {
        let access = access.limited(by: options)
        do {
            return try answer(request, access)
        } catch let refusal as Refusal {
            return response(to: request, access, refusing: refusal)
        } catch let error as EnqueueRequest.Refusal {
            return response(to: request, access, refusing: Refusal(400, "It is not stored: \(error.description)."))
        } catch let error as StoreError {
            let status = error.code == .refused ? 400 : 503
            return response(to: request, access, refusing: Refusal(status, "\(error.description)."))
        } catch {
            return response(to: request, access, refusing: Refusal(500, "An unexpected error: \(error)."))
        }
    }

    private func answer(_ request: DashboardRequest, _ access: DashboardAccess) throws -> DashboardResponse {
        let checks = RequestChecks(request: request, options: options)
        try checks.checkHead()
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = path(within: parts[0]) else { throw Refusal.notFound }
        let (routes, task) = RouteTable.find(path)
        guard !routes.isEmpty else { throw Refusal.notFound }
        let method = request.method == "HEAD" ? "GET" : request.method
        guard let route = routes.first(where: { $0.method == method }) else {
            let methods = routes.map(\.method).joined(separator: ", ")
            throw Refusal(405, "This address does not answer to this method.", [DashboardHeader("Allow", methods)])
        }
        // The one place where rights are checked: before anything of the request is interpreted.
        guard access.has(route.right) else { throw Refusal(403, "You do not have the right to do this.") }
        guard let query = Fields(parts.count > 1 ? Array(parts[1].utf8) : []) else { throw Refusal.badParameter }
        switch route.work {
        case .look(let work):
            guard query.hasOnly(route.parameters) else { throw Refusal.badParameter }
            let visit = visit(access, query, task)
            return try look(at: request, visit, isHeadOnly: request.method == "HEAD") { try work(visit) }
        case .act(let work):
            let form = try checks.form()
            try checks.checkForm(form)
            guard query.hasOnly([]), form.hasOnly(route.parameters) else { throw Refusal.badForm }
            let visit = visit(access, form, task)
            let address = try work(visit, Steering(database: database, orders: orders, now: visit.now))
            let location = DashboardHeader("Location", address.text(prefix: options.prefix))
            return DashboardResponse(status: 303, type: nil, headers: [location])
        }
    }

    /// The part of the path that is the dashboard's; nil for a path elsewhere.
    private func path(within target: Substring) -> String? {
        guard target.hasPrefix(options.prefix) else { return nil }
        let path = target.dropFirst(options.prefix.count)
        return path.isEmpty ? "/" : path.hasPrefix("/") ? String(path) : nil
    }

    private func visit(_ access: DashboardAccess, _ fields: Fields, _ task: TaskID?) -> Visit {
        let reading = Reading(
            database, live: live, isRedacted: !access.has(.seeContents), veiledKeys: options.veiledKeys, now: clock())
        return Visit(
            reading: reading, options: options, access: access, fields: fields, task: task, orders: orders.orders)
    }

    // MARK: Looks

    private func look(
        at request: DashboardRequest, _ visit: Visit, isHeadOnly: Bool, _ work: () throws -> Answer
    ) throws -> DashboardResponse {
        let token = FormToken(in: request)
        let mark = try mark(visit)
        let tag = mark.map { ETag($0, request.target, visit.access.rights, token) }
        if let tag, tag.matches(request) { return DashboardResponse(status: 304, type: nil, headers: [tag.header]) }
        let frame = PageFrame(options: options, access: visit.access, notice: try ActionOutcome(visit.fields)?.sentence)
        let content = try cache.content(of: request.target, visit.access.rights, mark: mark) {
            AnswerContent(try work(), in: frame)
        }
        let ownToken = token ?? .random()
        let text = content.text(ownToken)
        let finalTag = tag ?? ETag(text)
        guard !finalTag.matches(request) else {
            return DashboardResponse(status: 304, type: nil, headers: [finalTag.header])
        }
        // A page for a browser without a token is never asked for again: the next one has the token.
        let header = content.isPage && token == nil ? ownToken.header : finalTag.header
        return DashboardResponse(
            status: 200, type: content.type, body: isHeadOnly ? "" : text, headers: content.headers + [header])
    }

    /// What pages depend on; nil if the store does not count its changes.
    private func mark(_ visit: Visit) throws(StoreError) -> Int? {
        guard let change = try database.changeMark() else { return nil }
        var hasher = Hasher()
        hasher.combine(change)
        hasher.combine(orders.revision)
        // Tasks become due, and words such as '5 min ago' become wrong, without any change. Counts that take long are
        // not those of this moment.
        let span: Int64 = live.withLock { $0.isCountSlow } ? 5_000_000 : 60_000_000
        hasher.combine(visit.now.microseconds / span)
        return hasher.finalize()
    }

    // MARK: Refusals

    private func response(
        to request: DashboardRequest, _ access: DashboardAccess, refusing refusal: Refusal
    ) -> DashboardResponse {
        if request.target.hasPrefix(options.prefix + "/api/") {
            return DashboardResponse(
                status: refusal.status, type: DashboardResponse.json, body: JSONAnswers.refusal(refusal),
                headers: refusal.headers)
        }
        let html = PageFrame(options: options, access: access).html(PageFrame.refusal(refusal))
        return DashboardResponse(
            status: refusal.status, type: DashboardResponse.html,
            body: request.method == "HEAD" ? "" : html.text(token: ""), headers: refusal.headers)
    }
}
