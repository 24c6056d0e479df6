/// A field of a request's or a response's head.
public struct DashboardHeader: Hashable, Sendable {
    /// The name, in any case.
    public var name: String
    /// The value.
    public var value: String

    /// Makes a field.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// An HTTP request as a dashboard reads it, whatever server has received it.
public struct DashboardRequest: Hashable, Sendable {
    /// The method, such as `GET`.
    public var method: String
    /// The target as the request's first line has it: path and query, both percent-encoded.
    public var target: String
    /// The host and port that the server has taken out of the head; nil if it leaves `Host` among ``headers``.
    public var authority: String?
    /// The fields of the head, each as often as it was sent.
    public var headers: [DashboardHeader]
    /// The body, whole.
    public var body: [UInt8]

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - method: The method, such as `GET`.
    ///   - target: Path and query, percent-encoded.
    ///   - authority: The host and port, where the server has taken them out of the head.
    ///   - headers: The fields of the head.
    ///   - body: The body, whole.
    public init(
        method: String, target: String, authority: String? = nil, headers: [DashboardHeader] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.target = target
        self.authority = authority
        self.headers = headers
        self.body = body
    }

    /// The values of all fields of a name.
    ///
    /// - Parameter name: In lower case.
    func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name }.map(\.value)
    }

    /// The size of the head in bytes, about as it was sent.
    var headSize: Int {
        headers.reduce(method.utf8.count + target.utf8.count + (authority?.utf8.count ?? 0)) { size, header in
            size + header.name.utf8.count + header.value.utf8.count + 4
        }
    }
}
