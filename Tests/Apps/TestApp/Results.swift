import Autocron
import Foundation

// Tasks whose ends are unusual, and those who wait for them.

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
    say("begin", tag, getpid())
    try? await Task.sleep(for: .seconds(600))
    return tag + "!"
}

enum Results {
    static func obey(_ words: [String]) async throws {
        switch words[0] {
        case "large": say("stored", try await large(Int(words[1]) ?? 0).id)
        case "burn": say("stored", try await burn(words[1]).id)
        case "stubborn": say("stored", try await stubborn(words[1]).id)
        case "squares":
            for number in 0..<(Int(words[1]) ?? 0) where try await square(number) != number * number {
                say("error", "wrong square")
            }
            say("called")
        case "wait": wait(for: words[1])
        default: say("error", "no such order")
        }
    }

    /// Waits beside whatever else is ordered.
    private static func wait(for text: String) {
        guard let id = TaskID(text) else { return say("error", "no identifier") }
        Task {
            say("waiting", id)
            do {
                say("waited", try await Delayed<String>(id: id).value)
            } catch {
                say("waited", error)
            }
        }
    }
}
