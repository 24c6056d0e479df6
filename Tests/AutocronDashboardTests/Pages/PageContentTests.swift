import InspectionModel
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("What pages show", .serialized)
struct PageContentTests {
    private func facts(_ page: Markup) -> [String: String] {
        let terms = page.all.filter { ["dt", "dd"].contains($0.name) }.map(\.text)
        return Dictionary(
            stride(from: 0, to: terms.count - 1, by: 2).map { (terms[$0], terms[$0 + 1]) }, uniquingKeysWith: { $1 })
    }

    @Test("The overview counts tasks by state and queue, and names what is paused and what to do")
    func overview() async throws {
        let scene = try Scene.rich()
        let page = try await scene.page("/")
        let tiles = page["counts"]?.all.filter { $0.name == "li" }.map { $0.text } ?? []
        #expect(
            tiles.map { $0.trimmed } == [
                "2 waiting", "1 running", "1 succeeded", "2 failed", "1 cancelled", "1 parked",
            ])
        #expect(facts(page)["Hosted by"] == "nobody; waiting tasks do not run")
        #expect(facts(page)["Paused"] == "queue 'mail'")
        #expect(page["queues"]?.text.contains("paused") == true)
        #expect(page["warnings"]?.text.contains("paused: queue 'mail'") == true)
        #expect(page["failures"]?.all.count { $0.name == "tr" } == 3)
        #expect(page.all("code").last?.text == "autocron status \(scene.store.location)")
    }

    @Test("A list has fifty rows, and goes on without skipping or repeating")
    func paging() async throws {
        let scene = try Scene()
        for number in 0..<120 { try scene.add("f\(number)()", queue: number % 2 == 0 ? "even" : "odd") }
        var target: String? = "/tasks"
        var seen: [String] = []
        var sizes: [Int] = []
        while let next = target {
            let page = try await scene.page(next)
            let rows = page["list"]?.all.filter { $0.name == "th" && $0.attributes["scope"] == "row" } ?? []
            seen += rows.map { $0.text.trimmed }
            sizes.append(rows.count)
            target = page.all("a").first { $0.attributes["rel"] == "next" }?.attributes["href"]
        }
        #expect(sizes == [50, 50, 20])
        #expect(seen == (0..<120).reversed().map { "f\($0)()" })
        let odd = try await scene.page("/tasks?state=waiting&queue=odd")
        #expect(odd["list"]?.text.contains("60 tasks match.") == true)
        #expect(await scene.get("/tasks?after=nonsense").status == 400)
        #expect(try await scene.page("/tasks?name=none")["list"]?.text.contains("No task matches.") == true)
    }

    @Test("A crashed task shows its reason, its calls with file and line, and its last words")
    func crash() async throws {
        let scene = try Scene.rich()
        scene.options.sourceLink = "vscode://file{path}:{line}"
        let page = try await scene.page("/tasks/\(try scene.id("crashed"))")
        let ends = try #require(page["ends"])
        #expect(ends.text.contains("Reason: Fatal error: no paper"))
        #expect(ends.text.contains("pick() at /src/App.swift:9:5"))
        #expect(ends.all.contains { $0.attributes["href"] == "vscode://file/src/App.swift:9" })
        #expect(ends.all.filter { $0.name == "pre" }.map(\.text) == ["looking for paper\n"])
        #expect(facts(page)["State"] == "failed")
        #expect(page["why"] == nil)
        #expect(page["attempts"]?.all.count { $0.name == "rect" } ?? 0 > 0)
    }

    @Test("A second attempt is on the timeline, and both ends are told")
    func attempts() async throws {
        let scene = try Scene.rich()
        let page = try await scene.page("/tasks/\(try scene.id("failed"))")
        #expect(page["attempts"]?.text.contains("2 attempts.") == true)
        #expect(facts(page)["Attempts"] == "2 of 2")
        #expect(page["ends"]?.text.contains("out of paper") == true)
    }

    @Test("Arguments and results are laid out, folded where they are long, and downloads where they are very long")
    func contents() async throws {
        let scene = try Scene.rich()
        #expect(
            facts(try await scene.page("/tasks/\(try scene.id("succeeded"))"))["Result"]?.contains("\"sum\"") == true)
        let lines = try scene.add("f()", "{\"a\":[\(Array(repeating: "1", count: 60).joined(separator: ","))]}")
        let folded = try await scene.page("/tasks/\(lines)")
        #expect(folded["contents"]?.all.contains { $0.name == "summary" && $0.text == "64 lines" } == true)
        let long = try scene.add("f()", "{\"a\":\"\(String(repeating: "x", count: 70_000))\"}")
        let page = try await scene.page("/tasks/\(long)")
        #expect(page["contents"]?.text.contains("70008 bytes") == true)
        let download = await scene.get("/tasks/\(long)/arguments")
        #expect(download.body.count == 70_008)
        #expect(download.value(of: "Content-Type") == "text/plain; charset=utf-8")
        #expect(download.value(of: "Content-Disposition") == "attachment; filename=\"arguments.txt\"")
    }

    @Test("Failures are groups, whose form names the tasks of the group")
    func failures() async throws {
        let scene = try Scene()
        for number in 0..<3 { try scene.end("a()", .failed(Failure(.threw, message: "no user \(number)"))) }
        try scene.end("b()", .failed(Failure(.timedOut)))
        let page = try await scene.page("/failures")
        let rows = page.all("tbody").first?.children ?? []
        #expect(rows.count == 2)
        #expect(rows.first?.text.contains("Threw: no user …") == true)
        #expect(rows.first?.all.count { $0.attributes["name"] == "id" } == 6)
    }

    @Test("Schedules are told in words, and the firings of a day are counted")
    func schedules() async throws {
        let scene = try Scene()
        try scene.adopt([
            "a()": "0 0 * * * in Europe/Berlin", "b()": "0 0 * * * in Europe/Berlin",
            "c()": "every 90000000 microseconds",
        ])
        let page = try await scene.page("/cron")
        #expect(page["list"]?.text.contains("every 90 s") == true)
        #expect(page["day"]?.text.contains("firings in the next 24 hours") == true)
        let crowds = page["day"]?.all.filter { $0.name == "li" }.map(\.text) ?? []
        #expect(crowds.contains { $0.hasSuffix(": 2 firings") || $0.hasSuffix(": 3 firings") })
        let one = try await scene.page("/cron?name=a()")
        #expect(one["next"]?.all.count { $0.name == "li" } == 20)
        #expect(await scene.get("/cron?name=none").status == 404)
    }

    @Test("Settings say what holds, where it comes from, and that code has decided where it has")
    func settings() async throws {
        let scene = try Scene()
        try scene.store.set([.workers: .number(7)])
        try scene.store.pin([.durability: .word("full")], servedQueues: nil)
        let rows = try await scene.page("/settings").all("tbody").first?.children.map { $0.children.map(\.text) } ?? []
        #expect(rows.count == Setting.allCases.count)
        #expect(rows.first { $0.first == "workers" }?[1...2] == ["7", "stored"])
        #expect(rows.first { $0.first == "durability" }?.last == "the application's code decides")
    }

    @Test("An empty database has every page")
    func empty() async throws {
        let scene = try Scene()
        for target in try scene.pages() { _ = try await scene.page(target) }
    }
}

extension String {
    var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
