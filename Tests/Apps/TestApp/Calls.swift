import Autocron
import Foundation
import TestMessages

/// The orders that store and await tasks.
enum Calls {
    static func make(_ order: TestOrder) async throws {
        switch order {
        case .square(let number): report(TestEvent(.value, value: String(try await square(number))))
        case .squares(let count):
            for number in 0..<count where try await square(number) != number * number {
                report(TestEvent(.error, text: "wrong square", order: order))
            }
            report(TestEvent(.called))
        case .many(let count): try await many(count)
        case .wide(let count):
            try await Autocron.transaction { for _ in 0..<count { _ = try await wide() } }
            report(TestEvent(.kept))
        case .together(let tag):
            let ids = try await Autocron.transaction {
                try await [once(tag).id, once(tag).id, echo("beside").id]
            }
            report(TestEvent(.stored, ids: [ids[0].description, ids[1].description]))
        case .effect(let tag, let milliseconds, let log):
            try await effect(tag, milliseconds: milliseconds, log: log)
            report(TestEvent(.kept, task: tag))
        case .connection(let order): try await OwnConnection.shared.obey(order)
        case .status, .cancel, .value, .wait: try await Handles.obey(order)
        default:
            if let id = try await storeWithHandle(order) {
                report(TestEvent(.stored, ids: [id.description]))
            } else {
                try await store(order)
                report(TestEvent(.called))
            }
        }
    }

    /// - Returns: The stored task; nil for an order whose task has no handle.
    private static func storeWithHandle(_ order: TestOrder) async throws -> TaskID? {
        switch order {
        case .echo(let text): try await echo(text).id
        case .queued(let text, let queue): try await Autocron.enqueue(queue: queue) { try await echo(text).id }
        case .once(let tag): try await once(tag).id
        case .failing(let tag, let times): try await failing(tag, times: times).id
        case .awaiting(let tag): try await awaiting(tag).id
        case .awaitingNap(let tag, let seconds): try await awaitingNap(tag, seconds: seconds).id
        case .large(let bytes): try await large(bytes).id
        case .burn(let tag): try await burn(tag).id
        case .stubborn(let tag): try await stubborn(tag).id
        case .later(let text, let seconds):
            try await Autocron.enqueue(after: .seconds(seconds)) { try await echo(text).id }
        case .queuedLater(let text, let queue, let seconds):
            try await Autocron.enqueue(after: .seconds(seconds), queue: queue) { try await echo(text).id }
        case .reserved:
            // Short ones first, so that the worker reserves the last two together.
            try await Autocron.transaction {
                for number in 0..<300 { quiet(number) }
                halt()
                return try await echo("behind").id
            }
        default: nil
        }
    }

    private static func store(_ order: TestOrder) async throws {
        switch order {
        case .exhaustDescriptors: DescriptorExhaustion.begin()
        case .releaseDescriptors: DescriptorExhaustion.end()
        case .fork: try Misbehavior.fork.happen()
        case .plain(let tag): plain(tag)
        case .blocking(let tag): try blocking(tag)
        case .nap(let tag, let seconds): try await nap(tag, seconds: seconds)
        case .persistentNap(let tag, let seconds): try await persistentNap(tag, seconds: seconds)
        case .limitedNap(let tag, let seconds): try await limitedNap(tag, seconds: seconds)
        case .spin(let tag): spin(tag)
        case .spinForEver(let tag): spinForEver(tag)
        case .startsProgram(let tag): try startsProgram(tag)
        case .startsProgramForEver(let tag): try startsProgramForEver(tag)
        case .die(let tag, let cause): try await die(tag, by: cause)
        case .nesting(let tag): try await nesting(tag)
        case .reporting(let tag): try await reporting(tag)
        case .gate(let tag, let pipe): try gate(tag, at: pipe)
        case .misbehave(let tag, let kind): try await misbehave(tag, kind)
        case .victim(let tag): try victim(tag)
        case .stuck(let tag, let marker): try stuck(tag, marker: marker)
        case .freeze(let tag): try await freeze(tag)
        case .leavesDaemon(let tag, let then): try await leavesDaemon(tag, then)
        case .pile(let count, let seconds):
            try Autocron.enqueue(after: .seconds(seconds)) {
                for number in 0..<count { try heaped(number) }
            }
        default: report(TestEvent(.error, text: "this order has no task", order: order))
        }
    }

    /// Stores tasks side by side, and tells of each that it is stored.
    private static func many(_ count: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                group.addTask {
                    report(TestEvent(.stored, ids: [try await echo("m\(number)").id.description]))
                }
            }
            try await group.waitForAll()
        }
        report(TestEvent(.called))
    }
}

/// The orders about tasks that are stored already.
enum Handles {
    struct NoIdentifier: Error {}

    static func obey(_ order: TestOrder) async throws {
        switch order {
        case .status(let text):
            report(TestEvent(.status, value: try await Delayed<Int>(id: id(text)).status.rawValue))
        case .cancel(let text):
            try await Delayed<Int>(id: id(text)).cancel()
            report(TestEvent(.called))
        case .value(let text, let type, let seconds):
            report(TestEvent(.value, value: try await value(of: id(text), as: type, within: .seconds(seconds))))
        case .wait(let text): wait(for: try id(text))
        default: break
        }
    }

    private static func id(_ text: String) throws -> TaskID {
        guard let id = TaskID(text) else { throw NoIdentifier() }
        return id
    }

    private static func value(of id: TaskID, as type: ResultType, within limit: Duration) async throws -> String? {
        switch type {
        case .text: return try await Delayed<String>(id: id).value(within: limit)
        case .number: return String(try await Delayed<Int>(id: id).value(within: limit))
        case .nothing:
            try await Delayed<Void>(id: id).value(within: limit)
            return nil
        }
    }

    /// Waits beside whatever else is ordered.
    private static func wait(for id: TaskID) {
        Task {
            report(TestEvent(.waiting))
            do {
                report(TestEvent(.waited, value: try await Delayed<String>(id: id).value))
            } catch {
                report(TestEvent(.waited, text: "\(error)"))
            }
        }
    }
}
