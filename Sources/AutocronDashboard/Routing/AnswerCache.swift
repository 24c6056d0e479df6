import Platform

/// An answer that has become what a browser receives, but for the viewer's form token.
struct AnswerContent: Sendable {
    enum Body: Sendable {
        /// A page, which may have forms.
        case page(HTML)
        /// Text of another media type, which no browser takes for markup.
        case plain(String)
    }

    var type: String
    var body: Body
    var headers: [DashboardHeader] = []

    init(_ answer: Answer, in frame: PageFrame) {
        switch answer {
        case .page(let page): (type, body) = (DashboardResponse.html, .page(frame.html(page)))
        case .json(let text): (type, body) = (DashboardResponse.json, .plain(text + "\n"))
        case .download(let name, let text):
            (type, body) = (DashboardResponse.text, .plain(text))
            headers = [DashboardHeader("Content-Disposition", "attachment; filename=\"\(name)\"")]
        case .asset(let type, let text): (self.type, body) = (type, .plain(text))
        }
    }

    var isPage: Bool {
        if case .page = body { true } else { false }
    }

    /// The body as a browser receives it.
    func text(_ token: FormToken) -> String {
        switch body {
        case .page(let html): html.text(token: token.text)
        case .plain(let text): text
        }
    }
}

/// The answers since the last change, so that several viewers of a page share one.
final class AnswerCache: Sendable {
    private struct Key: Hashable {
        var target: String
        var rights: DashboardAccess.Rights
    }

    private struct Entries {
        var mark: Int?
        var answers: [Key: AnswerContent] = [:]
        var made = 0
    }

    /// The number of answers that are kept.
    private static let most = 32

    private let entries = Monitor(Entries())

    /// How many answers were made, and not found.
    var made: Int { entries.withLock { $0.made } }

    /// The kept answer, or a new one.
    ///
    /// - Parameters:
    ///   - target: The request's target.
    ///   - rights: Those of the viewer.
    ///   - mark: What the answer depends on; nil if that is not known, and then nothing is kept.
    ///   - make: Makes the answer.
    func content(
        of target: String, _ rights: DashboardAccess.Rights, mark: Int?, make: () throws -> AnswerContent
    ) rethrows -> AnswerContent {
        let key = Key(target: target, rights: rights)
        if let mark, let kept = entries.withLock({ $0.mark == mark ? $0.answers[key] : nil }) { return kept }
        let content = try make()
        entries.withLock { entries in
            entries.made += 1
            if entries.mark != mark || entries.answers.count >= Self.most { entries.answers = [:] }
            entries.mark = mark
            if mark != nil { entries.answers[key] = content }
        }
        return content
    }
}

/// The name of one version of an answer.
struct ETag: Hashable {
    private let text: String

    /// Names what an answer is made of; Swift seeds its hashes anew in each process, so a tag ends with it.
    init(_ mark: Int, _ target: String, _ rights: DashboardAccess.Rights, _ token: FormToken?) {
        var hasher = Hasher()
        hasher.combine(mark)
        hasher.combine(target)
        hasher.combine(rights)
        hasher.combine(token)
        self.init(hash: hasher.finalize())
    }

    /// Names the text itself.
    init(_ body: String) {
        self.init(hash: body.hashValue)
    }

    private init(hash: Int) {
        text = "\"" + String(UInt(bitPattern: hash), radix: 16) + "\""
    }

    var header: DashboardHeader { DashboardHeader("ETag", text) }

    /// Whether the browser has this version.
    func matches(_ request: DashboardRequest) -> Bool {
        request.values(of: "if-none-match") == [text]
    }
}
