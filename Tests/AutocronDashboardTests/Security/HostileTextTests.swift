import Foundation
import InspectionModel
import StoreAdministration
import TaskModel
import TestSupport
import Testing

@testable import AutocronDashboard

/// Texts that have broken other dashboards, or could.
enum HostileTexts {
    static let all = [
        #"<script>alert(1)</script>"#, #""><img src=x onerror=alert(1)>"#, #"' onmouseover='alert(1)"#,
        #"</title></textarea></pre><svg/onload=alert(1)>"#, "javascript:alert(1)", "&lt;b&gt;&amp;&#60;",
        "<!-- --><![CDATA[x]]>", "a\r\nSet-Cookie: evil=1\r\n\r\n<p>", "\u{202E}gnp.exe\u{2066}x",
        "zero\u{200B}width\u{FEFF}",
        "\u{1B}]0;title\u{7}\u{1B}[2J", "nul\u{0}after", "{{7*7}}${7*7}<%= 7 %>", "\u{2028}line\u{2029}",
        String(repeating: "<i>", count: 60), "../../etc/passwd?x=1#y", "' OR 1=1; DROP TABLE autocron_tasks; --",
    ]

    /// What must not be in a body as it is, but for line breaks of ours.
    static func hidden(in text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.filter { $0 != "\n" && TerminalEscaping.isHidden($0) }
    }
}

@Suite("Hostile texts, stored and sent", .serialized)
struct HostileTextTests {
    /// What pages consist of; a stored text that becomes an element is one that is not here, or has a wrong attribute.
    private static let elements: Set = [
        "html", "head", "meta", "title", "link", "script", "body", "a", "header", "nav", "ul", "li", "main", "h1", "h2",
        "h3", "h4", "p", "footer", "section", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "form",
        "input", "button", "label", "select", "option", "datalist", "textarea", "dl", "dt", "dd", "time", "span", "bdi",
        "strong", "code", "kbd", "pre", "details", "summary", "figure", "figcaption", "svg", "rect", "ol", "progress",
        "br",
    ]

    /// What makes a page more than it should be: nothing.
    private func intruders(in page: Markup) -> [String] {
        page.all.flatMap { element -> [String] in
            var found: [String] = []
            if !Self.elements.contains(element.name) { found.append(element.name) }
            for (name, value) in element.attributes {
                if name.hasPrefix("on") || name == "style" { found.append(name) }
                let isAddress = ["href", "src", "action", "formaction"].contains(name)
                if isAddress, !value.hasPrefix("/"), !value.hasPrefix("#") { found.append("\(name)=\(value)") }
                if isAddress, value.hasPrefix("//") { found.append("\(name)=\(value)") }
            }
            if element.name == "script" {
                if element.attributes["src"] != "/script.js" || !element.text.isEmpty { found.append("script") }
            }
            return found
        } + (page.all("script").count == 1 ? [] : ["scripts"])
    }

    private func check(_ response: DashboardResponse, _ what: Comment) throws {
        #expect(HostileTexts.hidden(in: response.text).isEmpty, what)
        for header in response.headers {
            #expect(header.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }, what)
        }
        guard response.value(of: "Content-Type") == DashboardResponse.html else { return }
        #expect(intruders(in: try Markup(response.body)) == [], what)
    }

    @Test(
        "In every stored field, on every page: only escaped, and nothing more on the page", arguments: HostileTexts.all)
    func stored(text: String) async throws {
        // A database keeps text up to its first NUL in some of these fields, which is a store's affair.
        let scene = try Scene.rich(text.replacing("\u{0}", with: ""))
        let before = try scene.content()
        for target in try scene.pages() {
            let response = await scene.get(target)
            #expect(response.status == 200, "\(target): \(response.text.prefix(2_000))")
            try check(response, "\(target)")
        }
        for target in ["/api/status", "/api/tasks", "/api/cron", "/api/settings", "/api/doctor"] {
            let response = await scene.get(target)
            #expect(response.status == 200)
            try check(response, "\(target)")
            _ = try JSONSerialization.jsonObject(with: Data(response.body))
        }
        #expect(try scene.content() == before)
    }

    @Test("In the name of a crash's file: part of the editor's address, and nothing else", arguments: HostileTexts.all)
    func sourceLink(text: String) async throws {
        let scene = try Scene.rich(text.replacing("\u{0}", with: ""))
        scene.options.sourceLink = "vscode://file{path}:{line}"
        let page = try await scene.page("/tasks/\(try scene.id("crashed"))")
        let addresses = page.all.compactMap { $0.attributes["href"] }.filter { !$0.hasPrefix("/") && $0 != "#main" }
        #expect(addresses.count == 1)
        let address = try #require(addresses.first)
        #expect(address.hasPrefix("vscode://file/src/App") && address.hasSuffix(".swift:9"))
        #expect(address.dropFirst("vscode:".count).allSatisfy { $0.isLetter || $0.isNumber || "/%-._~:".contains($0) })
    }

    @Test("Bytes that are no UTF-8, in every text of a task")
    func bytes() async throws {
        let scene = try Scene.rich()
        try SideConnection.run(
            """
            UPDATE autocron_tasks SET name = CAST(x'3C6201FF3E' AS TEXT), progress_message = CAST(x'FFFE3C' AS TEXT), \
            arguments = x'FF3C7B22', outcome = CASE WHEN outcome IS NULL THEN NULL ELSE x'FF3C' END;
            UPDATE autocron_queues SET name = CAST(x'3C71FF' AS TEXT) WHERE id > 1
            """, in: scene.folder.database)
        for target in ["/", "/tasks", "/failures", "/queues", "/workers"] + scene.ids.values.map({ "/tasks/\($0)" }) {
            let response = await scene.get(target)
            #expect(response.status == 200, "\(target)")
            try check(response, "\(target)")
        }
        let page = try await scene.page("/tasks/\(try scene.id("failed"))")
        #expect(page.all("h1").first?.text == #"Task <b\u{01}\xFF>"#)
    }

    @Test("In every parameter of every route: understood or refused, never written back as markup, and nothing changed")
    func parameters() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        for route in RouteTable.all where route.method == "GET" {
            let path = route.path.replacing("*", with: "\(try scene.id("succeeded"))")
            for parameter in route.parameters.union(["unknown"]) {
                for text in HostileTexts.all {
                    let response = await scene.get("\(path)?\(parameter)=\(PercentEncoding.encode(text))")
                    #expect([200, 400, 404].contains(response.status), "\(path)?\(parameter): \(response.status)")
                    if parameter == "unknown" { #expect(response.status == 400) }
                    try check(response, "\(path)?\(parameter)=\(text)")
                }
            }
        }
        #expect(try scene.content() == before)
    }

    @Test("In every field of every form: refused with nothing changed, or stored as the text that it is")
    func forms() async throws {
        let scene = try Scene.rich()
        let before = try scene.content()
        for route in RouteTable.all where route.method == "POST" {
            for field in route.parameters.union(["unknown"]) where field != FormToken.field {
                for text in HostileTexts.all {
                    let response = await scene.post(route.path, [(field, text)])
                    // A queue that no task has yet may have any name, but the form says nothing else here.
                    #expect([400, 404, 409].contains(response.status), "\(route.path) \(field): \(response.status)")
                    try check(response, "\(route.path) \(field)=\(text)")
                }
            }
        }
        #expect(try scene.content() == before)
        for text in HostileTexts.all where text.utf8.count <= TaskLimits.queue && !text.contains("\u{0}") {
            let response = await scene.post("/pause", [("what", "queue"), ("name", text)])
            #expect(response.status == 303)
            try check(response, "\(text)")
            let names = try scene.store.pauses().map { String(decoding: $0.name, as: UTF8.self) }
            #expect(names.contains(text))
        }
        try check(await scene.get("/"), "overview")
    }

    @Test("Odd targets: encoded wrongly, too many fields, raw bytes")
    func targets() async throws {
        let scene = try Scene()
        let many = "/tasks?" + String(repeating: "name=a&", count: 300)
        for target in ["/tasks?name=%", "/tasks?name=%FF", "/tasks?%", many, "/tasks?name=a&name=b", "/tasks?state=x"] {
            let response = await scene.get(target)
            #expect(response.status == 400, "\(target.prefix(40))")
            try check(response, "\(target.prefix(40))")
        }
        for target in ["/?", "/tasks?&&", "/tasks?name=", "/tasks?state=&queue="] {
            #expect(await scene.get(target).status == 200, "\(target)")
        }
    }
}
