import TaskModel
import Testing

@testable import AutocronDashboard

@Suite("Every page can be read and used without scripts, and without eyes", .serialized)
struct PageStructureTests {
    private func eachPage(_ body: (String, Markup) throws -> Void) async throws {
        let scene = try Scene.rich()
        for target in try scene.pages() { try body(target, try await scene.page(target)) }
        try body("refusal", try Markup(await scene.get("/nothing").body))
    }

    @Test("Landmarks, one heading of the first level, a language, a title, and a link to skip the navigation")
    func landmarks() async throws {
        try await eachPage { target, page in
            #expect(page.root.attributes["lang"] == "en", "\(target)")
            for name in ["main", "nav", "header", "footer", "h1"] {
                #expect(page.all(name).count == 1, "\(target): \(name)")
            }
            let titles = page.all("head").first?.children.filter { $0.name == "title" } ?? []
            #expect(titles.count == 1 && titles.first?.text.isEmpty == false, "\(target)")
            #expect(page.all("nav").first?.attributes["aria-label"]?.isEmpty == false)
            let skip = try #require(page.all("a").first)
            #expect(skip.attributes["href"] == "#main" && page["main"]?.name == "main", "\(target)")
            #expect(page.all.count { $0.attributes["aria-current"] == "page" } <= 1)
        }
    }

    @Test("Each id is there once, and each reference to one leads to it")
    func references() async throws {
        try await eachPage { target, page in
            let ids = page.all.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(target): \(ids)")
            for element in page.all {
                for name in ["aria-labelledby", "for", "list"] {
                    if let reference = element.attributes[name] { #expect(ids.contains(reference), "\(target)") }
                }
            }
        }
    }

    @Test("Tables have captions, and headings with a scope; charts have a name, a sentence and their numbers")
    func tables() async throws {
        try await eachPage { target, page in
            for table in page.all("table") {
                #expect(table.all.count { $0.name == "caption" } == 1, "\(target)")
                #expect(table.all.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil }, "\(target)")
                let columns = table.all.count { $0.attributes["scope"] == "col" }
                for row in table.all where row.name == "tr" { #expect(row.children.count == columns, "\(target)") }
            }
            for chart in page.all("svg") {
                #expect(chart.attributes["role"] == "img", "\(target)")
                #expect(chart.children.first?.name == "title", "\(target)")
            }
            for figure in page.all("figure") { #expect(figure.all.contains { $0.name == "figcaption" }, "\(target)") }
        }
    }

    @Test("Each field has a label, each button a text, and each form that changes something the token")
    func forms() async throws {
        try await eachPage { target, page in
            let labelled = Set(page.all("label").flatMap(\.all).map(ObjectIdentifier.init))
            for field in page.all where ["input", "select", "textarea"].contains(field.name) {
                guard field.attributes["type"] != "hidden" else { continue }
                let hasName = field.attributes["aria-label"] != nil || labelled.contains(ObjectIdentifier(field))
                #expect(hasName, "\(target): \(field.attributes)")
            }
            for button in page.all("button") {
                #expect(!button.text.isEmpty && button.attributes["type"] == "submit", "\(target)")
            }
            for form in page.all("form") {
                let isPost = form.attributes["method"] == "post"
                let tokens = form.all.filter { $0.attributes["name"] == "token" }
                #expect(tokens.map { $0.attributes["value"] } == (isPost ? [DashboardRequest.token] : []), "\(target)")
                #expect(form.all.contains { $0.name == "button" }, "\(target)")
                #expect(form.all.count { $0.name == "form" } == 1, "\(target): a form within a form")
            }
        }
    }

    @Test("Each link and each form leads to a route that there is")
    func links() async throws {
        try await eachPage { target, page in
            for element in page.all {
                for (name, method) in [("href", "GET"), ("src", "GET"), ("action", "POST"), ("formaction", "POST")] {
                    guard let address = element.attributes[name], !address.hasPrefix("#") else { continue }
                    let method = name == "action" && element.attributes["method"] == "get" ? "GET" : method
                    let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
                    let route = RouteTable.find(String(parts[0])).routes.first { $0.method == method }
                    #expect(route != nil, "\(target): \(address)")
                    let query = try #require(Fields(parts.count > 1 ? Array(parts[1].utf8) : []))
                    #expect(route.map { query.hasOnly($0.parameters) } == true, "\(target): \(address)")
                }
            }
        }
    }

    @Test("Under a prefix, every address begins with it")
    func prefix() async throws {
        let scene = try Scene.rich()
        scene.options.prefix = "/admin/tasks"
        let page = try await scene.page("/admin/tasks")
        for element in page.all {
            for name in ["href", "src", "action", "formaction"] {
                guard let address = element.attributes[name], !address.hasPrefix("#") else { continue }
                #expect(address.hasPrefix("/admin/tasks/"), "\(address)")
            }
        }
        #expect(await scene.get("/admin/tasks/tasks").status == 200)
        #expect(await scene.get("/admin/tasksx").status == 404)
        #expect(await scene.get("/tasks").status == 404)
        let response = await scene.post("/admin/tasks/pause", [("what", "everything")])
        #expect(response.value(of: "Location") == "/admin/tasks/?done=paused")
    }

    @Test("Viewers see no button, and neither does anybody in a dashboard that only reads")
    func readOnly() async throws {
        for isReadOnly in [true, false] {
            let scene = try Scene.rich()
            scene.options.isReadOnly = isReadOnly
            for target in ["/", "/tasks", "/failures", "/cron", "/settings", "/tasks/\(try scene.id("failed"))"] {
                let page = try await scene.page(target, isReadOnly ? .all : .viewer)
                #expect(page.all("form").allSatisfy { $0.attributes["method"] == "get" }, "\(target)")
                #expect(page.text.contains("only reads") == isReadOnly)
            }
            #expect(await scene.post("/pause", [("what", "everything")], isReadOnly ? .all : .viewer).status == 403)
        }
    }
}
