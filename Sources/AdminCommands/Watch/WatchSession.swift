import Foundation
import Inspection
import InspectionModel
import Platform
import TaskModel

/// One use of `watch`: reads, shows, waits for a key or the next second, and carries out the key's effect.
struct WatchSession {
    private let database: InspectedDatabase
    private let terminal: Terminal
    private let output: OutputStyle
    private let hasBlocks: Bool
    private let interval: Duration
    private var reader: LiveReader
    private var model: WatchModel
    private var nextPoll: ContinuousClock.Instant

    /// Reads for the first time, and takes over the terminal.
    ///
    /// - Throws: `StoreError`, or `AdminError` if there is no terminal.
    init(_ database: InspectedDatabase, interval: Duration) throws {
        self.database = database
        self.interval = interval
        reader = LiveReader(database)
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

    /// - Returns: False if the session is to end.
    private mutating func press(_ key: WatchModel.Key) throws -> Bool {
        guard let effect = model.press(key) else { return true }
        nextPoll = .now
        switch effect {
        case .quit: return false
        case .refresh: break
        case .suspend: try terminal.suspend()
        case .order(let order): model.show(message: carryOut(order))
        }
        return true
    }

    /// Reads the database; an error that may pass in a moment does not end the session.
    private mutating func poll() throws {
        nextPoll = .now + interval
        do throws(StoreError) {
            model.update(try reader.snapshot(now: .now()))
        } catch  where error.isTransient {
            model.show(message: "the database is busy")
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
        do throws(StoreError) {
            return try carriedOut(order)
        } catch {
            return "not done: \(error.description)"
        }
    }

    private func carriedOut(_ order: WatchModel.Order) throws(StoreError) -> String {
        let now = WallTime.now()
        switch order {
        case .pause(let subject):
            return try database.pause(subject, now: now) == .unknown
                ? "the program that started last has no function \(subject.words)" : "paused \(subject.words)"
        case .resume(let subject):
            return try database.resume(subject, now: now) == .changed
                ? "resumed \(subject.words)" : "\(subject.words) was not paused by itself"
        case .retry(let id, let name):
            return "'\(name)' \(try refusal(.retry, of: id)?.words ?? "is tried again")"
        case .cancel(let id, let name):
            return "'\(name)' \(try refusal(.cancel, of: id)?.words ?? "is being cancelled")"
        }
    }

    private func refusal(_ action: BulkAction, of id: TaskID) throws(StoreError) -> BulkRefusal? {
        try action.apply(to: [id], in: database).refused.first?.reason
    }
}
