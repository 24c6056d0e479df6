import Foundation
import Platform
import SQLiteStore
import StoreAdministration
import TaskModel

/// One use of `watch`: reads, shows, waits for a key or the next second, and carries out the key's effect.
struct WatchSession {
    private let database: AdminDatabase
    private let terminal: Terminal
    private let output: OutputStyle
    private let hasBlocks: Bool
    private let interval: Duration
    private var reader: WatchReader
    private var model: WatchModel
    private var nextPoll: ContinuousClock.Instant

    /// Reads for the first time, and takes over the terminal.
    ///
    /// - Throws: `StoreError`, or `AdminError` if there is no terminal.
    init(_ database: AdminDatabase, interval: Duration) throws {
        self.database = database
        self.interval = interval
        reader = WatchReader(database)
        model = WatchModel(try reader.snapshot(now: .now()))
        nextPoll = .now + interval
        terminal = try Terminal()
        let environment = ProcessInfo.processInfo.environment
        output = OutputStyle(environment: environment, terminalWidth: terminal.size.columns)
        hasBlocks = Terminal.hasBlocks(environment)
    }

    /// Runs until the user quits, or the terminal is gone.
    mutating func run() throws {
        defer { terminal.end() }
        while show() {
            switch terminal.wait(until: nextPoll) {
            case .keys(let keys):
                for key in keys {
                    guard try press(key) else { return }
                }
            case .resized: break
            case .ended(let signal): die(of: signal)
            case .timeout: nextPoll = .now
            }
            if nextPoll <= .now { try poll() }
        }
    }

    private func show() -> Bool {
        let size = terminal.size
        let frame = WatchFrame(model, columns: size.columns, rows: size.rows, output: output, hasBlocks: hasBlocks)
        return terminal.show(frame.lines())
    }

    /// - Returns: false if the session is to end.
    private mutating func press(_ key: WatchModel.Key) throws -> Bool {
        guard let effect = model.press(key) else { return true }
        nextPoll = .now
        switch effect {
        case .quit: return false
        case .refresh: break
        case .suspend: try terminal.suspend()
        case .order(let order): model.tell(carryOut(order))
        }
        return true
    }

    /// Reads the database; an error that may pass in a moment does not end the session.
    private mutating func poll() throws {
        nextPoll = .now + interval
        do throws(StoreError) {
            model.update(try reader.snapshot(now: .now()))
        } catch  where error.isTransient {
            model.tell("the database is busy")
        }
    }

    /// Ends by the signal, as its sender expects, but restores the terminal first.
    private func die(of signal: Int32) -> Never {
        terminal.end()
        Foundation.signal(signal, SIG_DFL)
        raise(signal)
        exit(128 + signal)
    }

    // MARK: Orders

    /// - Returns: The message to show.
    private func carryOut(_ order: WatchModel.Order) -> String {
        let now = WallTime.now()
        do throws(StoreError) {
            return try database.change { connection throws(StoreError) in
                try Self.apply(order, on: connection, now: now)
            }
        } catch {
            return "not done: \(error.description)"
        }
    }

    private static func apply(
        _ order: WatchModel.Order, on connection: Connection, now: WallTime
    ) throws(StoreError) -> String {
        switch order {
        case .pause(let subject):
            return try connection.pause(subject, now: now) == .unknown
                ? "the program that started last has no function \(subject.words)" : "paused \(subject.words)"
        case .resume(let subject):
            return try connection.resume(subject, now: now) == .changed
                ? "resumed \(subject.words)" : "\(subject.words) was not paused by itself"
        case .retry(let id, let name):
            return switch try connection.retry(id, now: now) {
            case .due: "'\(name)' is tried again"
            case .alreadyDue: "'\(name)' is due already, or runs"
            case .succeeded: "'\(name)' has succeeded and never runs again"
            case .duplicate: "'\(name)' has a unique key that another task now holds"
            case .unknown: "'\(name)' no longer exists"
            }
        case .cancel(let id, let name):
            return switch try connection.cancel(id, now: now) {
            case .cancelled, .requested: "'\(name)' is being cancelled"
            case .tooLate, .unknown: "'\(name)' has ended already"
            }
        }
    }
}
