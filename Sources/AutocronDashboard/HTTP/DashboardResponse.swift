/// An HTTP response of a dashboard; nothing streams.
public struct DashboardResponse: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The fields of the head; `Content-Length` is left to the server.
    public var headers: [DashboardHeader]
    /// The body, whole.
    public var body: [UInt8]

    init(status: Int, type: String?, body: String = "", headers: [DashboardHeader] = []) {
        self.status = status
        self.headers = Self.policy + headers + (type.map { [DashboardHeader("Content-Type", $0)] } ?? [])
        self.body = Array(body.utf8)
    }

    /// The first value of a field.
    ///
    /// - Parameter name: In any case.
    func value(of name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The fields of every answer, refusals included: whatever escaped the escaping runs no script, loads nothing from
    /// elsewhere, sends nothing elsewhere, and is shown in no frame.
    static let policy = [
        DashboardHeader(
            "Content-Security-Policy",
            [
                "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
                "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
            ].joined(separator: "; ")),
        DashboardHeader("X-Content-Type-Options", "nosniff"),
        // Under 'no-referrer' browsers send 'Origin: null' with forms, which must be refused.
        DashboardHeader("Referrer-Policy", "same-origin"),
        DashboardHeader("Cross-Origin-Opener-Policy", "same-origin"),
        DashboardHeader("Cross-Origin-Resource-Policy", "same-origin"),
        DashboardHeader("Cache-Control", "no-store"),
    ]

    static let html = "text/html; charset=utf-8"
    static let json = "application/json; charset=utf-8"
    static let text = "text/plain; charset=utf-8"
}
