/// What a server must not let pass, to be set there, so that no sender keeps it busy.
///
/// A dashboard refuses too large heads and bodies itself, but then they are in memory already. What takes time and
/// connections is the server's affair.
public struct DashboardLimits: Hashable, Sendable {
    /// The largest head in bytes.
    public var head = 16_384
    /// The largest body in bytes.
    public var body = 65_536
    /// The time within which a request must be complete.
    public var requestTime = Duration.seconds(10)
    /// The number of connections at a time.
    public var connections = 64

    /// The limits that a dashboard is made for.
    public static let standard = DashboardLimits()
}
