import Platform
import TaskModel

/// What a request must be before anything is read or changed for it.
struct RequestChecks {
    let request: DashboardRequest
    let options: DashboardOptions

    /// Refuses what is too large, not for this host, or not an address within it.
    func checkHead() throws(Refusal) {
        let limits = DashboardLimits.standard
        guard request.headSize <= limits.head else { throw Refusal(431, "The request's head is too large.") }
        guard request.body.count <= limits.body else { throw Refusal(413, "The request's body is too large.") }
        // Another site's name can be made to lead to this machine; the browser then sends that name.
        guard let host, options.admits(host), request.target.hasPrefix("/") else { throw .foreignHost }
    }

    /// The one host and port that the request is for; nil if it names none, or more than one.
    private var host: String? {
        let named = (request.authority.map { [$0] } ?? []) + request.values(of: "host")
        return named.count == 1 ? named[0].lowercased() : nil
    }

    /// Refuses a form that was not made by this dashboard for this browser.
    ///
    /// - Parameter form: The form's fields.
    func checkForm(_ form: Fields) throws(Refusal) {
        guard try isSameOrigin() else { throw .foreignForm }
        guard let sent = try? form.text(FormToken.field), let own = FormToken(in: request), own.isEqual(to: sent) else {
            throw .foreignForm
        }
    }

    /// Whether the browser says that the form's page was this host's own.
    private func isSameOrigin() throws(Refusal) -> Bool {
        let origins = request.values(of: "origin")
        guard origins.isEmpty else {
            guard origins.count == 1, let host else { return false }
            let own = ["http://\(host)", "https://\(host)"] + options.origins.map { $0.lowercased() }
            return own.contains(origins[0].lowercased())
        }
        // Browsers leave it out over plain HTTP, where they send the origin.
        return request.values(of: "sec-fetch-site") == ["same-origin"]
    }

    /// The fields of the form in the body.
    func form() throws(Refusal) -> Fields {
        let types = request.values(of: "content-type")
        let type = types.first?.split(separator: ";").first?.lowercased()
        guard types.count == 1, type == "application/x-www-form-urlencoded" else {
            throw Refusal(415, "An action is a form; scripts use the command line.")
        }
        guard let form = Fields(request.body) else { throw .badForm }
        return form
    }
}

/// A random text that a browser keeps as a cookie and each of our forms repeats: other sites can send forms here, but
/// cannot read it.
struct FormToken: Hashable, Sendable {
    /// Hexadecimal digits.
    let text: String

    static let cookie = "autocron-form"
    static let field = "token"

    /// The token that the browser keeps; nil if it has none, several, or something else of that name.
    init?(in request: DashboardRequest) {
        let pairs = request.values(of: "cookie").flatMap { cookies in
            cookies.split(separator: ";").map { pair in pair.drop { $0 == " " } }
        }
        let own = pairs.filter { $0.hasPrefix(Self.cookie + "=") }
        guard own.count == 1, let text = own.first?.dropFirst(Self.cookie.count + 1), text.utf8.count == 32,
            text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
        else { return nil }
        self.text = String(text)
    }

    private init(_ text: String) {
        self.text = text
    }

    static func random() -> FormToken {
        var words = RandomWords()
        return FormToken(
            [words.next(), words.next()].map { word in
                TerminalEscaping.hexadecimal(UInt32(truncatingIfNeeded: word >> 32), digits: 8).lowercased()
                    + TerminalEscaping.hexadecimal(UInt32(truncatingIfNeeded: word), digits: 8).lowercased()
            }.joined())
    }

    /// Compares in a time that does not tell how much of the text is right.
    func isEqual(to other: String?) -> Bool {
        guard let other, other.utf8.count == text.utf8.count else { return false }
        return zip(text.utf8, other.utf8).reduce(0 as UInt8) { $0 | $1.0 ^ $1.1 } == 0
    }

    /// The field that makes the browser keep it.
    var header: DashboardHeader {
        DashboardHeader("Set-Cookie", "\(Self.cookie)=\(text); HttpOnly; SameSite=Strict; Path=/")
    }
}
