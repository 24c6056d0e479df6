import Inspection
import InspectionModel
import Platform
import TaskModel

/// The state of `watch` and the effects of its keys: a pure value, without the terminal and the database.
struct WatchModel: Hashable {
    enum Key: Hashable {
        case up, down, enter, escape
        case character(Character)
    }

    /// The effect of a key.
    enum Effect: Hashable {
        case quit
        case order(Order)
        /// Read the database now.
        case refresh
        /// Give the terminal to the shell until the shell continues this process.
        case suspend
    }

    /// A change to the database.
    enum Order: Hashable {
        case pause(PauseSubject)
        case resume(PauseSubject)
        case retry(TaskID, name: String)
        case cancel(TaskID, name: String)
    }

    /// The cursor's row; the cursor follows it when the lists change.
    enum Row: Hashable {
        case worker(Int32)
        case queue(String)
        case event(TaskID)
    }

    private struct Question: Hashable {
        var text: String
        var order: Order
    }

    private(set) var snapshot: LiveSnapshot
    private(set) var cursor: Row?
    private(set) var showsHelp = false
    private var question: Question?
    private var message: String?
    /// When the message disappears.
    private var messageUntil = WallTime.epoch

    init(_ snapshot: LiveSnapshot) {
        self.snapshot = snapshot
    }

    // MARK: What happens

    mutating func update(_ snapshot: LiveSnapshot) {
        self.snapshot = snapshot
        if let cursor, !rows.contains(cursor) { self.cursor = nil }
        if snapshot.status.now >= messageUntil { message = nil }
    }

    /// Shows the result of an effect.
    mutating func show(message text: String) {
        message = text
        messageUntil = snapshot.status.now + .seconds(6)
    }

    mutating func press(_ key: Key) -> Effect? {
        message = nil
        if key == .character("\u{3}") { return .quit }
        if let question {
            self.question = nil
            return key == .character("y") ? .order(question.order) : nil
        }
        if showsHelp {
            showsHelp = false
            return key == .character("q") ? .quit : nil
        }
        return command(key)
    }

    private mutating func command(_ key: Key) -> Effect? {
        switch key {
        case .up, .character("k"): move(by: -1)
        case .down, .character("j"): move(by: 1)
        case .escape: cursor = nil
        case .character("q"): return .quit
        case .character("\u{1A}"): return .suspend
        case .character("\u{C}"), .character(" "), .enter: return .refresh
        case .character("?"), .character("h"): showsHelp = true
        case .character("p"): return pauseOrResume()
        case .character("P"): return pauseOrResumeEverything()
        case .character("c"): cancel()
        case .character("r"): return retry()
        default: break
        }
        return nil
    }

    // MARK: Orders

    /// The rows that the cursor can select, from top to bottom.
    var rows: [Row] {
        snapshot.status.pool.workers.map { .worker($0.process) }
            + snapshot.status.queues.map { .queue(String(decoding: $0.name, as: UTF8.self)) }
            + snapshot.lastEnded.map { .event($0.id) }
    }

    private mutating func move(by distance: Int) {
        let rows = self.rows
        guard let last = rows.indices.last else { return }
        guard let cursor, let index = rows.firstIndex(of: cursor) else {
            self.cursor = distance > 0 ? rows[0] : rows[last]
            return
        }
        self.cursor = rows[min(max(index + distance, 0), last)]
    }

    /// Pauses or resumes the queue under the cursor, or the function.
    private mutating func pauseOrResume() -> Effect? {
        switch cursor {
        case .queue(let name):
            let isPaused = snapshot.status.queues.first { $0.name == Array(name.utf8) }?.isPaused ?? false
            return .order(isPaused ? .resume(.queue(name)) : .pause(.queue(name)))
        case .worker, .event:
            guard let name = functionName else { return nil }
            let isPaused = snapshot.status.paused.isPaused(function: Array(name.utf8))
            return .order(isPaused ? .resume(.function(name)) : .pause(.function(name)))
        case nil:
            show(message: "choose a queue or a task with the arrow keys first; P pauses everything")
            return nil
        }
    }

    private var functionName: String? {
        switch cursor {
        case .worker: running.map(Self.name(of:))
        case .event: event.map(Self.name(of:))
        default: nil
        }
    }

    private mutating func pauseOrResumeEverything() -> Effect? {
        if snapshot.status.paused.isTotal { return .order(.resume(.everything)) }
        question = Question(text: "Pause everything?", order: .pause(.everything))
        return nil
    }

    private mutating func cancel() {
        guard let running else { return show(message: "choose a worker that runs something with the arrow keys first") }
        question = Question(
            text: "Cancel \(Self.name(of: running))?", order: .cancel(running.id, name: Self.name(of: running))
        )
    }

    private mutating func retry() -> Effect? {
        guard let event, event.state != .succeeded else {
            show(message: "choose a task that has failed or was cancelled with the arrow keys first")
            return nil
        }
        return .order(.retry(event.id, name: Self.name(of: event)))
    }

    private static func name(of task: TaskSummary) -> String {
        String(decoding: task.name, as: UTF8.self)
    }

    private var running: TaskSummary? {
        guard case .worker(let process) = cursor else { return nil }
        return snapshot.status.pool.workers.first { $0.process == process }?.task
    }

    private var event: TaskSummary? {
        guard case .event(let id) = cursor else { return nil }
        return snapshot.lastEnded.first { $0.id == id }
    }

    // MARK: The last line

    /// A question, the result of the last key, or the list of keys.
    var footer: (text: String, style: TextStyle) {
        if let question { return ("\(question.text)  y yes, any other key no", .warning) }
        if let message { return (message, .heading) }
        return ("\u{2191}\u{2193} choose  p pause/resume  P everything  c cancel  r retry  ? help  q quit", .dim)
    }
}
