import Foundation

/// Runs a body that blocks on a thread of its own, off the threads that Swift's tasks share.
///
/// - Returns: What the body returns.
/// - Throws: What the body throws.
package func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

/// Tells whether a body ends at all.
///
/// - Parameters:
///   - limit: how long to wait; it passes only where the body does not end.
///   - body: is cancelled afterwards.
package func ends(within limit: Duration = .seconds(10), _ body: @escaping @Sendable () async -> Void) async -> Bool {
    let (results, report) = AsyncStream<Bool>.makeStream()
    let running = Task {
        await body()
        report.yield(true)
    }
    let timer = Task {
        try? await Task.sleep(for: limit)
        report.yield(false)
    }
    defer {
        running.cancel()
        timer.cancel()
    }
    return await results.first { _ in true } ?? false
}

/// Whether the modes of files mean nothing to this process.
package var isRoot: Bool { geteuid() == 0 }
