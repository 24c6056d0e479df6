import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Requests that did not come from the dashboard's own pages", .serialized)
struct RequestCheckTests {
    private func form(_ scene: Scene) throws -> DashboardRequest {
        .post("/tasks/retry", [("id", "\(try scene.id("failed"))")])
    }

    @Test("A complete form is carried out")
    func complete() async throws {
        let scene = try Scene.rich()
        let response = await scene.dashboard.respond(to: try form(scene), access: .all)
        #expect(response.status == 303)
        #expect(try scene.state(try scene.id("failed")) == .waiting)
    }

    @Test(
        "Missing, wrong and foreign origins and tokens are refused, with nothing changed",
        arguments: [
            ("Origin", nil), ("Origin", "null"), ("Origin", "http://evil.example"), ("Origin", "http://127.0.0.1:8081"),
            ("Origin", "http://127.0.0.1:8080.evil.example"), ("Origin", ""), ("Cookie", nil), ("Cookie", ""),
            ("Cookie", "autocron-form=\(String(repeating: "a", count: 32))"), ("Cookie", "autocron-form=x"),
            ("Cookie", "autocron-form=\(DashboardRequest.token); autocron-form=\(DashboardRequest.token)"),
        ] as [(String, String?)])
    func forged(name: String, value: String?) async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        let response = await scene.dashboard.respond(to: try form(scene).with(name, value), access: .all)
        #expect(response.status == 403)
        #expect(try scene.content() == before)
    }

    @Test("A form with no token, another one, or two is refused, with nothing changed")
    func tokens() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        let id = ("id", "\(try scene.id("failed"))")
        let forms = [
            DashboardRequest.post("/tasks/retry", [id], token: nil),
            .post("/tasks/retry", [id], token: String(repeating: "b", count: 32)),
            .post("/tasks/retry", [id], token: ""),
            .post("/tasks/retry", [id, ("token", DashboardRequest.token)]),
        ]
        for form in forms { #expect(await scene.dashboard.respond(to: form, access: .all).status == 403) }
        #expect(try scene.content() == before)
    }

    @Test("Without an origin, the browser must say that the form's page was of the same origin")
    func fetchSite() async throws {
        for (value, status) in [("same-origin", 303), ("same-site", 403), ("cross-site", 403), ("none", 403)] {
            let scene = try Scene.rich()
            let request = try form(scene).with("Origin", nil).with("Sec-Fetch-Site", value)
            #expect(await scene.dashboard.respond(to: request, access: .all).status == status, "\(value)")
        }
    }

    @Test("An origin before a proxy counts if it is listed")
    func proxy() async throws {
        let scene = try Scene.rich()
        scene.options.origins = ["https://admin.example.org"]
        scene.options.hosts = ["app.internal"]
        let request = try form(scene).with("Host", "app.internal").with("Origin", "https://admin.example.org")
        #expect(await scene.dashboard.respond(to: request, access: .all).status == 303)
    }

    @Test(
        "Only this machine's names are hosts, with any port, and only one of them",
        arguments: [
            ("127.0.0.1:8080", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("[::1]:8080", 200), ("[::1]", 200),
            ("evil.example", 421), ("127.0.0.1.evil.example", 421), ("127.0.0.1:", 421), ("127.0.0.1:x", 421),
            ("", 421), (":80", 421), ("user@127.0.0.1", 421), ("127.0.0.1, evil.example", 421), (nil, 421),
        ] as [(String?, Int)])
    func hosts(host: String?, status: Int) async throws {
        let scene = try Scene()
        let response = await scene.dashboard.respond(to: .get("/help").with("Host", host), access: .all)
        #expect(response.status == status)
    }

    @Test("Two hosts are refused, whichever way the server passes them on, and so is an absolute target")
    func twoHosts() async throws {
        let scene = try Scene()
        var request = DashboardRequest.get("/help")
        request.authority = "127.0.0.1:8080"
        #expect(await scene.dashboard.respond(to: request, access: .all).status == 421)
        request = request.with("Host", nil)
        #expect(await scene.dashboard.respond(to: request, access: .all).status == 200)
        request.target = "http://127.0.0.1:8080/help"
        #expect(await scene.dashboard.respond(to: request, access: .all).status == 421)
        let twice = DashboardRequest.get("/help", [DashboardHeader("host", "localhost")])
        #expect(await scene.dashboard.respond(to: twice, access: .all).status == 421)
    }

    @Test("Heads and bodies beyond the limits, and bodies that are no forms, are refused with nothing changed")
    func limits() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        let big = DashboardRequest.get("/help", [DashboardHeader("X", String(repeating: "x", count: 17_000))])
        #expect(await scene.dashboard.respond(to: big, access: .all).status == 431)
        var long = try form(scene)
        long.body += Array(repeating: UInt8(ascii: "&"), count: 65_536)
        #expect(await scene.dashboard.respond(to: long, access: .all).status == 413)
        for type in [nil, "application/json", "multipart/form-data; boundary=x", "text/plain"] {
            let request = try form(scene).with("Content-Type", type)
            #expect(await scene.dashboard.respond(to: request, access: .all).status == 415)
        }
        #expect(try scene.content() == before)
    }

    @Test("Every answer has the policy, refusals included")
    func policy() async throws {
        let scene = try Scene.rich()
        let targets = [
            "/", "/nothing", "/api/status", "/style.css", "/tasks?state=x", "/tasks/\(try scene.id("failed"))",
        ]
        var answers = [await scene.dashboard.respond(to: .get("/").with("Host", "evil.example"), access: .all)]
        for target in targets { answers.append(await scene.get(target)) }
        answers.append(await scene.post("/pause", [("what", "everything")]))
        answers.append(await scene.get("/", .none))
        for answer in answers {
            for header in DashboardResponse.policy { #expect(answer.value(of: header.name) == header.value) }
        }
        let policy = answers[0].value(of: "Content-Security-Policy") ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
    }

    @Test("A browser without a token gets one, which others cannot guess or read")
    func newToken() async throws {
        let scene = try Scene.rich()
        var tokens: Set<String> = []
        for _ in 0..<3 {
            let answer = await scene.dashboard.respond(to: .get("/tasks").with("Cookie", nil), access: .all)
            let cookie = try #require(answer.value(of: "Set-Cookie"))
            #expect(cookie.hasSuffix("; HttpOnly; SameSite=Strict; Path=/"))
            let token = String(cookie.dropFirst("autocron-form=".count).prefix(32))
            #expect(answer.text.contains("name=\"token\" value=\"\(token)\""))
            tokens.insert(token)
        }
        #expect(tokens.count == 3)
        #expect(await scene.get("/tasks").value(of: "Set-Cookie") == nil)
    }
}
