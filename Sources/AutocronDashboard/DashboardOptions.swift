package import Foundation

/// How a dashboard is mounted, and what it shows.
public struct DashboardOptions: Sendable {
    /// The path below which the dashboard is mounted, such as `/admin/tasks`; empty at the root.
    public var prefix = ""
    /// The hosts that requests may name, without a port; nil for this machine's own names only.
    public var hosts: [String]?
    /// The origins that forms may come from besides the request's own host, such as those of a proxy.
    public var origins: [String] = []
    /// Whether nothing can be changed, whatever the viewer's rights are.
    public var isReadOnly = false
    /// Whether nobody sees arguments, results and messages.
    public var isRedacted = false
    /// The address at which an editor opens a crash's place, such as `vscode://file{path}:{line}`.
    public var sourceLink: String?
    /// Parts of keys whose values are veiled in arguments and results.
    public var veiledKeys = ["password", "secret", "token", "authorization", "cookie", "key"]

    /// Makes options that show everything to this machine's users, at the root.
    public init() {}

    /// The zone of the times that pages show.
    package var timeZone = TimeZone.current

    /// Whether requests may name a host, with or without a port.
    ///
    /// - Parameter authority: In lower case.
    func admits(_ authority: String) -> Bool {
        guard let name = Self.name(of: authority) else { return false }
        return (hosts?.map { $0.lowercased() } ?? ["127.0.0.1", "localhost", "[::1]"]).contains(name)
    }

    /// The host without its port; nil for a text that is no host.
    private static func name(of authority: String) -> String? {
        var name = authority[...]
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") {
            let port = name[name.index(after: colon)...]
            guard !port.isEmpty, port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            name = name[..<colon]
        }
        return name.isEmpty ? nil : String(name)
    }
}
