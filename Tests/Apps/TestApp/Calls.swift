import Autocron
import Foundation

/// The orders that store and await tasks.
enum Calls {
    static func make(_ command: String, _ words: [String]) async throws {
        switch command {
        case "echo": say("stored", try await echo(words[0]).id)
        case "plain":
            plain(words[0])
            say("called")
        case "blocking":
            try blocking(words[0])
            say("called")
        case "square": say("value", try await square(Int(words[0]) ?? 0))
        case "failing": say("stored", try await failing(words[0], times: Int(words[1]) ?? 0).id)
        case "awaiting": say("stored", try await awaiting(words[0]).id)
        case "awaitingNap": say("stored", try await awaitingNap(words[0], seconds: Double(words[1]) ?? 0).id)
        case "many": try await many(Int(words[0]) ?? 0)
        case "pile": try Pile.store(Int(words[0]) ?? 0, after: Double(words[1]) ?? 0)
        case "lend": try await Lending.shared.obey(words)
        case "results": try await Results.obey(words)
        case "once": say("stored", try await once(words[0]).id)
        case "together":
            let ids = try await Autocron.transaction {
                try await [once(words[0]).id, once(words[0]).id, echo("beside").id]
            }
            say("stored", ids[0], ids[1])
        default: try await store(command, words)
        }
    }

    /// Functions without a result, by way of a transaction that tells their identifiers.
    private static func store(_ command: String, _ words: [String]) async throws {
        switch command {
        case "nap": try await nap(words[0], seconds: Double(words[1]) ?? 0)
        case "persistentNap": try await persistentNap(words[0], seconds: Double(words[1]) ?? 0)
        case "limitedNap": try await limitedNap(words[0], seconds: Double(words[1]) ?? 0)
        case "spin": spin(words[0])
        case "spinForEver": spinForEver(words[0])
        case "startsProgram": try startsProgram(words[0])
        case "startsProgramForEver": try startsProgramForEver(words[0])
        case "die": try await die(words[0], of: words[1])
        case "nesting": try await nesting(words[0])
        case "reporting": try await reporting(words[0])
        case "gate": try gate(words[0], at: words[1])
        case "later":
            let id = try await Autocron.enqueue(after: .seconds(Double(words[1]) ?? 0)) { try await echo(words[0]).id }
            return say("stored", id)
        default:
            if Hoard.obey(command) { return }
            guard try await Ordeal.make(command, words) else { return try await look(command, words) }
        }
        say("called")
    }

    private static func look(_ command: String, _ words: [String]) async throws {
        guard let id = TaskID(words[0]) else { return say("error", "no identifier") }
        let limit = Duration.seconds(20)
        switch command {
        case "status": say("status", try await Delayed<Int>(id: id).status.rawValue)
        case "cancel":
            try await Delayed<Int>(id: id).cancel()
            say("called")
        case "text": say("value", try await Delayed<String>(id: id).value(within: limit))
        case "number": say("value", try await Delayed<Int>(id: id).value(within: limit))
        case "soon": say("value", try await Delayed<String>(id: id).value(within: .milliseconds(50)))
        case "end":
            try await Delayed<Void>(id: id).value(within: limit)
            say("value")
        default: say("error", "no such order")
        }
    }

    /// Stores tasks side by side, and says of each that it is stored.
    private static func many(_ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask { say("stored", try await echo("m\(number)").id) }
            }
            try await group.waitForAll()
        }
        say("called")
    }
}
