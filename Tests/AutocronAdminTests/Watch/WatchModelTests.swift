import InspectionModel
import Platform
import TaskModel
import TestSupport
import Testing

@testable import AdminCommands
@testable import Inspection

@Suite("What the keys of the live view do")
struct WatchModelTests {
    private var model = WatchModel(.busy)

    @Test("The cursor goes through workers, queues and ended tasks, and stops at both ends")
    mutating func moving() {
        #expect(model.cursor == nil)
        var seen: [WatchModel.Row] = []
        for _ in 0..<10 {
            #expect(model.press(.down).isEmpty)
            if let row = model.cursor, seen.last != row { seen.append(row) }
        }
        #expect(seen == model.rows)
        #expect(seen.count == 8)
        for _ in 0..<10 { _ = model.press(.character("k")) }
        #expect(model.cursor == .worker(101))
        _ = model.press(.escape)
        #expect(model.cursor == nil)
        _ = model.press(.up)
        #expect(model.cursor == model.rows.last)
    }

    @Test("The cursor stays with its row when lists change, and goes with it")
    mutating func keepsRow() {
        for _ in 0..<5 { _ = model.press(.down) }
        #expect(model.cursor == .queue("mail"))
        model.update(LiveSnapshot.busy.with { $0.status.pool.workers = [] })
        #expect(model.cursor == .queue("mail"))
        model.update(LiveSnapshot.busy.with { $0.status.overview.queues.removeLast() })
        #expect(model.cursor == nil)
    }

    @Test("An empty database has no rows, and no key does harm")
    mutating func empty() {
        model.update(
            LiveSnapshot.busy.with { ($0.status.pool.workers, $0.status.overview.queues, $0.lastEnded) = ([], [], []) })
        for key in "jkpcr" { #expect(model.press(.character(key)).isEmpty) }
        #expect(model.cursor == nil)
    }

    @Test(
        "p pauses and resumes what is chosen",
        arguments: [
            (1, .pause(.function("App.render(_:)"))), (4, .pause(.queue("default"))), (5, .resume(.queue("mail"))),
            (7, .resume(.function("App.bad()"))),
        ] as [(Int, WatchModel.Order)])
    mutating func pause(steps: Int, order: WatchModel.Order) {
        model.update(
            LiveSnapshot.busy.with {
                $0.status.paused = PauseSnapshot([Pause(kind: .function, name: Array("App.bad()".utf8))])
            })
        for _ in 0..<steps { _ = model.press(.down) }
        #expect(model.press(.character("p")) == .order(order))
    }

    @Test("Pausing everything asks first, resuming does not")
    mutating func everything() {
        #expect(model.press(.character("P")) == nil)
        #expect(model.footer.text.hasPrefix("Pause everything?"))
        #expect(model.press(.character("n")) == nil)
        #expect(model.press(.character("P"), .character("y")) == [.order(.pause(.everything))])
        model.update(LiveSnapshot.busy.with { $0.status.paused = PauseSnapshot([Pause(kind: .everything, name: [])]) })
        #expect(model.press(.character("P")) == .order(.resume(.everything)))
    }

    @Test("Cancelling asks, by the task that was chosen then")
    mutating func cancel() throws {
        #expect(model.press(.character("c")).map { [$0] } ?? [] == [])
        #expect(model.footer.text.contains("choose a worker"))
        _ = model.press(.down)
        #expect(model.press(.character("c")) == nil)
        #expect(model.footer.text.hasPrefix("Cancel App.render(_:)?"))
        // The worker has begun something else meanwhile.
        model.update(LiveSnapshot.busy.with { $0.status.pool.workers[0].task?.id = TaskID(high: 0, low: 9) })
        let id = try #require(LiveSnapshot.busy.status.pool.workers[0].task?.id)
        #expect(model.press(.character("y")) == .order(.cancel(id, name: "App.render(_:)")))
    }

    @Test(
        "Any other key than y is no",
        arguments: [.enter, .escape, .down, .character("q"), .character("Y")] as [WatchModel.Key])
    mutating func refusal(_ key: WatchModel.Key) {
        _ = model.press(.character("P"))
        #expect(model.press(key) == nil)
        #expect(model.footer.text.contains("q quit"))
    }

    @Test(
        "Only what has failed or was cancelled is tried again",
        arguments: [(1, nil), (4, nil), (6, nil), (7, "App.bad()"), (8, "App.gone()")] as [(Int, String?)])
    mutating func retry(steps: Int, name: String?) {
        for _ in 0..<steps { _ = model.press(.down) }
        guard case .order(.retry(_, let retried))? = model.press(.character("r")) else {
            #expect(name == nil)
            return
        }
        #expect(retried == name)
    }

    @Test("Quitting, stopping for the shell, and looking at once")
    mutating func others() {
        #expect(model.press(.character("q")) == .quit)
        #expect(model.press(.character("\u{3}")) == .quit)
        #expect(model.press(.character("\u{1A}")) == .suspend)
        #expect(model.press(.character(" ")) == .refresh)
        #expect(model.press(.character("ä")) == nil)
    }

    @Test("Ctrl-C quits, whatever is shown or asked")
    mutating func interrupted() {
        #expect(model.press(.character("P")) == nil)
        #expect(model.press(.character("\u{3}")) == .quit)
        var helped = WatchModel(.busy)
        #expect(helped.press(.character("?")) == nil)
        #expect(helped.press(.character("\u{3}")) == .quit)
    }

    @Test("Help covers the lists until a key is pressed")
    mutating func help() {
        #expect(model.press(.character("?")) == nil)
        #expect(model.frame(80, 24)[0] == "autocron watch")
        #expect(model.press(.character("j")) == nil)
        #expect(model.cursor == nil)
        #expect(model.frame(80, 24)[0].hasPrefix("app.db"))
    }

    @Test("A message stands for six seconds, or until the next key")
    mutating func messages() {
        model.show(message: "paused queue 'mail'")
        model.update(LiveSnapshot.busy.with { $0.status.now = $0.status.now + .seconds(5) })
        #expect(model.footer.text == "paused queue 'mail'")
        model.update(LiveSnapshot.busy.with { $0.status.now = $0.status.now + .seconds(6) })
        #expect(model.footer.text.contains("q quit"))
    }
}

@Suite("Keys as a terminal sends them")
struct KeyReaderTests {
    @Test(
        "Bytes become keys",
        arguments: [
            ([0x1B, 0x5B, 0x41], [.up]), ([0x1B, 0x4F, 0x42], [.down]), ([0x71], [.character("q")]),
            ([0x0D], [.enter]), ([0x03], [.character("\u{3}")]), ([0xC3, 0xA4], [.character("ä")]),
            ([0x1B, 0x5B, 0x31, 0x3B, 0x35, 0x41, 0x6A], [.up, .character("j")]), ([0x1B, 0x5B, 0x43], []),
            ([0x1B, 0x71], [.escape, .character("q")]), ([0xFF, 0x71], [.character("q")]),
        ] as [([UInt8], [WatchModel.Key])])
    func keys(bytes: [UInt8], keys: [WatchModel.Key]) {
        var whole = KeyReader()
        #expect(whole.keys(from: bytes) == keys)
        #expect(!whole.isWaiting)
        var inPieces = KeyReader()
        #expect(bytes.flatMap { inPieces.keys(from: [$0]) } == keys)
    }

    @Test("Esc alone is a key when nothing follows")
    func escape() {
        var reader = KeyReader()
        #expect(reader.keys(from: [0x1B]).isEmpty)
        #expect(reader.isWaiting)
        #expect(reader.giveUp() == [.escape])
        #expect(!reader.isWaiting)
        _ = reader.keys(from: [0x1B, 0x5B])
        #expect(reader.giveUp().isEmpty)
    }

    @Test("A sequence without an end does not fill the memory")
    func endless() {
        var reader = KeyReader()
        for _ in 0..<1_000 { _ = reader.keys(from: [0x1B, 0x5B, 0x31, 0x31]) }
        _ = reader.keys(from: Array(repeating: 0x31, count: 100))
        #expect(!reader.isWaiting)
    }
}
