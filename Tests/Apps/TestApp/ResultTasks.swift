import Autocron
import Foundation
import TestMessages

// Tasks whose ends are unusual.

/// Returns so many bytes of JSON.
@Delay
func large(_ bytes: Int) async throws -> Delayed<String> {
    String(repeating: "x", count: max(0, bytes - 2))
}

/// Throws an error that has its words elsewhere, and brings control characters along.
@Delay
func burn(_ tag: String) async throws -> Delayed<Int> {
    throw Fire(tag: tag)
}

struct Fire: LocalizedError {
    var tag: String
    var errorDescription: String? { "the printer is on fire\nautocron error: \(tag)\u{1B}[2J" }
}

/// Catches its cancellation, and goes on.
@Delay
func stubborn(_ tag: String) async throws -> Delayed<String> {
    reportBegin(tag)
    try? await Task.sleep(for: .seconds(600))
    return tag + "!"
}

/// Returns as much as goes along with the news of its end.
@Delay
func wide() async throws -> Delayed<String> {
    String(repeating: "w", count: 250)
}
