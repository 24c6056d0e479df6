import Inspection
import InspectionModel
import Platform
import TaskModel

/// Lays out one frame: as many lines as the window has, none wider than the window.
struct WatchFrame {
    private let model: WatchModel
    private let columns: Int
    private let rows: Int
    private let output: OutputStyle
    /// Whether the terminal shows more than ASCII.
    private let hasBlocks: Bool

    init(_ model: WatchModel, columns: Int, rows: Int, output: OutputStyle, hasBlocks: Bool) {
        self.model = model
        self.columns = max(1, columns)
        self.rows = max(1, rows)
        self.output = output
        self.hasBlocks = hasBlocks
    }

    private var status: StatusSnapshot { model.snapshot.status }
    private var pool: PoolSnapshot { status.pool }

    /// The lines, from top to bottom, with colors.
    func lines() -> [String] {
        let footer = line([(model.footer.text, model.footer.style)])
        guard rows > 1 else { return [footer] }
        var lines = Array((model.showsHelp ? help : head + body(rows - 1 - head.count)).prefix(rows - 1))
        lines += Array(repeating: "", count: rows - 1 - lines.count)
        return lines + [footer]
    }

    // MARK: Lines

    /// Joins colored pieces into a line that fits.
    private func line(_ pieces: [(text: String, style: TextStyle)]) -> String {
        var left = columns
        return pieces.reduce(into: "") { line, piece in
            let text = plain(DisplayWidth.cut(TerminalEscaping.text(piece.text), to: left))
            left -= DisplayWidth.of(text)
            line += output.styled(text, piece.style)
        }
    }

    /// Replaces our own non-ASCII characters if the terminal may not show them; names and messages are the user's.
    private func plain(_ text: String) -> String {
        guard !hasBlocks else { return text }
        return String(text.map { ["…": "~", "↑": "^", "↓": "v"][$0] ?? $0 })
    }

    private func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
        let cut = DisplayWidth.cut(TerminalEscaping.text(text), to: width)
        let space = String(repeating: " ", count: width - DisplayWidth.of(cut))
        return right ? space + cut : cut + space
    }

    // MARK: Above

    private var head: [String] {
        let lines: [[(String, TextStyle)]?] = [title, paused, counts, throughput]
        return lines.compactMap { $0.map(line) }
    }

    private var title: [(String, TextStyle)] {
        let name = status.location.split(separator: "/").last.map(String.init) ?? status.location
        let size = status.sizeText
        guard pool.isHosted else {
            return [(name, .heading), ("  no application hosts workers", .warning), ("  \(size)", .dim)]
        }
        let process = pool.process.map { "process \($0)" } ?? "an application"
        let since = pool.since.map { " for \(Instants.span(status.now - $0))" } ?? ""
        let workers = "\(pool.workers.count) worker\(pool.workers.count == 1 ? "" : "s")"
        return [(name, .heading), ("  \(process), \(workers)\(since)", .plain), ("  \(size)", .dim)]
    }

    private var paused: [(String, TextStyle)]? {
        status.paused.isEmpty ? nil : [("PAUSED: \(status.paused.names)", .error)]
    }

    private var counts: [(String, TextStyle)] {
        TaskState.allCases.enumerated().map { index, state in
            let count = status.overview.states[state] ?? 0
            return ("\(index == 0 ? "" : "  ")\(count) \(state.name)", count > 0 ? state.style : .dim)
        }
    }

    private var throughput: [(String, TextStyle)] {
        let perSecond = model.snapshot.endedPerSecond
        let recent = perSecond.suffix(10)
        let mean = recent.isEmpty ? 0 : Double(recent.reduce(0, +)) / Double(recent.count)
        let tenths = (mean * 10).rounded() / 10
        let text = mean >= 10 || tenths == tenths.rounded() ? String(Int(mean.rounded())) : String(tenths)
        let rate = "ended " + padded("\(text)/s", 8)
        let width = min(perSecond.count, max(0, columns - DisplayWidth.of(rate) - 10))
        let spark = Sparkline(perSecond.suffix(width), hasBlocks: hasBlocks)
        return [(rate, .plain), (spark.text, .good), (" peak \(perSecond.max() ?? 0)", .dim)]
    }

    // MARK: The lists

    private struct Section {
        var title: String
        var rows: [(row: WatchModel.Row, pieces: [(String, TextStyle)])]
    }

    private func body(_ room: Int) -> [String] {
        let sections = [workers, queues, events].filter { !$0.rows.isEmpty }
        // A blank line before each list, if there is room.
        let isAiry = room >= 5 * sections.count
        let heights = Self.allot(
            room - (isAiry ? sections.count : 0), needs: sections.map { $0.rows.count + 1 }
        )
        return zip(sections, heights).flatMap { section, height in
            height < 2 ? [] : (isAiry ? [""] : []) + lines(of: section, height: height)
        }
    }

    /// Divides lines among the lists, one at a time in turn as long as a list wants more; the first costs two, because
    /// of the title.
    static func allot(_ room: Int, needs: [Int]) -> [Int] {
        var (left, heights) = (room, needs.map { _ in 0 })
        while left > 0 {
            let before = left
            for index in needs.indices where heights[index] < needs[index] {
                let step = heights[index] == 0 ? 2 : 1
                guard left >= step else { continue }
                heights[index] += step
                left -= step
            }
            guard left < before else { break }
        }
        return heights
    }

    private func lines(of section: Section, height: Int) -> [String] {
        let shown = height - 1
        let chosen = section.rows.firstIndex { $0.row == model.cursor } ?? 0
        let first = max(0, min(chosen - shown / 2, section.rows.count - shown))
        let rest = section.rows.count - shown
        let title = section.title + (rest > 0 ? "  (\(shown) of \(section.rows.count))" : "")
        return [line([(title, .dim)])]
            + section.rows[first..<min(first + shown, section.rows.count)].map { entry in
                let isChosen = entry.row == model.cursor
                let pieces = [(isChosen ? "> " : "  ", TextStyle.heading)] + entry.pieces
                return isChosen ? line([(pieces.map(\.0).joined(), .heading)]) : line(pieces)
            }
    }

    private var workers: Section {
        let rows = pool.workers.map { worker in
            let memory = padded(worker.memory.map(ByteCount.text) ?? "?", 8, right: true)
            let start: [(String, TextStyle)] = [(padded(String(worker.process), 8), .plain), (memory, .dim)]
            guard let task = worker.task else {
                return (WatchModel.Row.worker(worker.process), start + [("  idle", .dim)])
            }
            let bar = ProgressBar(task.progress, hasBlocks: hasBlocks).text
            let message = task.progressMessage.map { String(decoding: $0, as: UTF8.self) } ?? ""
            let note = task.isCancelling ? "being cancelled" : message
            return (
                WatchModel.Row.worker(worker.process),
                start + [
                    (padded(Instants.span(worker.taskRunningFor ?? .zero), 9, right: true), .plain),
                    ("  " + bar, .good),
                    ("  " + String(decoding: task.name, as: UTF8.self), .heading),
                    (note.isEmpty ? "" : "  " + note, task.isCancelling ? .warning : .plain),
                ]
            )
        }
        return Section(title: "  WORKER    MEMORY      FOR  PROGRESS          RUNS", rows: rows)
    }

    private var queues: Section {
        let isWide = columns >= 70
        let rows = status.queues.map { queue in
            let name = String(decoding: queue.name, as: UTF8.self)
            let numbers = [queue.due, queue.later, queue.running].map { padded(String($0), 9, right: true) }.joined()
            let oldest = queue.oldestDue.map { "oldest waits \(Instants.span(status.now - $0))" } ?? ""
            let paused = queue.isPaused ? "PAUSED  " : queue.held > 0 ? "\(queue.held) held  " : ""
            let served = queue.isServed == false ? "not served  " : ""
            return (
                WatchModel.Row.queue(name),
                [
                    (padded(name, isWide ? 24 : 10), queue.isPaused ? TextStyle.error : .plain),
                    (numbers, .plain),
                    ("  " + paused, .error), (served, .warning), (oldest, .dim),
                ]
            )
        }
        let title =
            padded("  QUEUE", isWide ? 26 : 12)
            + ["DUE", "LATER", "RUNNING"].map { padded($0, 9, right: true) }.joined()
        return Section(title: title, rows: rows)
    }

    private var events: Section {
        let rows = model.snapshot.lastEnded.map { task in
            let text = task.failure?.text ?? ""
            return (
                WatchModel.Row.event(task.id),
                [
                    (padded(Instants.relative(task.finished ?? task.created, now: status.now), 11), TextStyle.dim),
                    (padded(task.state.name, 11), task.state.style),
                    (String(decoding: task.name, as: UTF8.self), .plain),
                    (text.isEmpty ? "" : "  " + text, .error),
                ]
            )
        }
        return Section(title: "  ENDED      HOW        TASK", rows: rows)
    }

    // MARK: Help

    private var help: [String] {
        let keys = [
            ("up, down", "choose a worker, a queue or a task that has ended (or k, j); Esc lets go"),
            ("p", "pause or resume the queue, or the function of the task, that is chosen"),
            ("P", "pause or resume everything"), ("c", "cancel what the chosen worker runs"),
            ("r", "try the chosen task again, if it has failed or was cancelled"),
            ("space", "look at once, not only at the next second"), ("q", "quit; Ctrl-Z goes to the background"),
        ]
        return [line([("autocron watch", .heading)]), ""]
            + keys.map { line([("  " + padded($0.0, 10), .heading), ($0.1, .plain)]) }
    }
}
