import Foundation
package import Inspection
package import Platform

/// A web dashboard: a function from request to response.
///
/// It knows no HTTP library, opens no socket, and starts nothing by itself: while nobody looks, no statement runs. A
/// server that has received a request whole passes it on, with what its viewer may do:
///
/// ```swift
/// let response = await dashboard.respond(to: request, access: .viewer)
/// ```
///
/// Access has no default. The server should cut what exceeds ``DashboardLimits/standard``.
public final class Dashboard: Sendable {
    let responder: Responder
    /// One look at a time, however many viewers there are; reads block, so they do not run on threads of Swift's tasks.
    private let looks = DispatchQueue(label: "autocron.dashboard")

    /// Makes the dashboard of a database.
    ///
    /// - Parameters:
    ///   - database: The database, open.
    ///   - options: How it is mounted, and what it shows.
    ///   - shortCount: Above this time a count of all tasks is not made at each look.
    ///   - clock: Returns the present.
    package init(
        _ database: InspectedDatabase, options: DashboardOptions = DashboardOptions(),
        shortCount: Duration = .milliseconds(5), clock: @escaping @Sendable () -> WallTime = { WallTime.now() }
    ) {
        responder = Responder(database, options: options, shortCount: shortCount, clock: clock)
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: The request, whole.
    ///   - access: What its viewer may see and do; it holds for this request alone.
    /// - Returns: The response; a refusal or a failure is one too.
    public func respond(to request: DashboardRequest, access: DashboardAccess) async -> DashboardResponse {
        await withCheckedContinuation { continuation in
            looks.async { continuation.resume(returning: self.responder.response(to: request, access: access)) }
        }
    }
}
