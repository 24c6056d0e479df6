import InspectionModel
import TaskModel
import TestSupport
import Testing

@testable import AdminCommands
@testable import Inspection

@Suite("The frames of the live view")
struct WatchFrameTests {
    @Test("80 by 24, as the lines stand")
    func ordinary() {
        let expected = """
            app.db  process 77, 3 workers for 3 min  12.3 MB, WAL 512 B
            15 waiting  2 running  1204 succeeded  3 failed  0 cancelled  0 parked
            ended 4/s                                                   ▁▂▃▄▅▆▇█ ▄ peak 8

              WORKER    MEMORY      FOR  PROGRESS          RUNS
              101       9.9 MB     12 s  █████░░░░░  50 %  App.render(_:)  half
              102            ?    0.4 s                    App.mail()  being cancelled
              103       5.0 MB  idle

              QUEUE                         DUE    LATER  RUNNING
              default                         3        2        2  oldest waits 65 s
              mail                           10        0        0  PAUSED

              ENDED      HOW        TASK
              1 s ago    succeeded  App.good()
              7 s ago    failed     App.bad()  threw: no paper
              60 s ago   cancelled  App.gone()






            ↑↓ choose  p pause/resume  P everything  c cancel  r retry  ? help  q quit
            """
        let lines = WatchModel(.busy).frame(80, 24).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        #expect(lines.joined(separator: "\n") == expected)
    }

    @Test("What is paused stands at the top, and where nobody works is said")
    func warnings() {
        let snapshot = LiveSnapshot.busy.with {
            $0.status.paused = PauseSnapshot([Pause(kind: .everything, name: [])])
            $0.status.pool = PoolSnapshot(isHosted: false)
        }
        let lines = WatchModel(snapshot).frame(80, 24)
        #expect(lines[0] == "app.db  no application hosts workers  12.3 MB, WAL 512 B")
        #expect(lines[1] == "PAUSED: everything")
        #expect(!lines.contains { $0.contains("WORKER") })
    }

    @Test("A queue that the application does not serve is marked")
    func unserved() {
        let snapshot = LiveSnapshot.busy.with { $0.status.overview.queues[0].isServed = false }
        let lines = WatchModel(snapshot).frame(100, 24)
        #expect(lines.contains { $0.hasPrefix("  default") && $0.contains("2  not served  oldest waits 65 s") })
    }

    @Test(
        "Whatever the size, there are as many lines as rows, and none is wider than the window",
        arguments: [
            (80, 24), (132, 50), (40, 12), (20, 8), (10, 5), (1, 1), (3, 2), (200, 3), (80, 6), (0, 0), (79, 11),
        ])
    func sizes(columns: Int, rows: Int) {
        let many = LiveSnapshot.busy.with { snapshot in
            snapshot.status.pool.workers = (0..<64).map { PoolSnapshot.Worker(process: $0, memory: 1) }
            snapshot.lastEnded = (0..<40).map { number in
                TaskSummary(UInt64(number), "漢字 e\u{301} 🙂 \(number)", state: .failed, finished: 0).with {
                    $0.failure = Failure(.threw, message: "x")
                }
            }
            let name = Array(String(repeating: "long ", count: 60).utf8)
            snapshot.status.paused = PauseSnapshot([Pause(kind: .queue, name: name)])
        }
        for snapshot in [LiveSnapshot.busy, many] {
            for hasBlocks in [true, false] {
                var model = WatchModel(snapshot)
                for key in [WatchModel.Key.down, .up, .up, .character("P"), .escape, .character("?")] {
                    _ = model.press(key)
                    let lines = model.frame(columns, rows, hasBlocks: hasBlocks)
                    #expect(lines.count == max(1, rows))
                    for line in lines { #expect(DisplayWidth.of(line) <= max(1, columns), "\(line)") }
                }
            }
        }
    }

    @Test("The row under the cursor is in sight, in the longest list and the lowest window", arguments: [8, 12, 24])
    func cursorInSight(rows: Int) {
        let snapshot = LiveSnapshot.busy.with { snapshot in
            snapshot.status.pool.workers = (100..<164).map { PoolSnapshot.Worker(process: $0, memory: 1) }
        }
        var model = WatchModel(snapshot)
        for number in 100..<164 {
            _ = model.press(.down)
            #expect(model.frame(80, rows).contains { $0.hasPrefix("> \(number) ") }, "\(number)")
        }
        #expect(model.frame(80, rows).contains { $0.contains(" of 64)") })
    }

    @Test(
        "Lines are shared out in turn, the first with its title",
        arguments: [
            (10, [3, 3, 3], [3, 3, 3]), (6, [9, 9, 9], [2, 2, 2]), (7, [9, 9, 9], [3, 2, 2]),
            (20, [2, 3, 40], [2, 3, 15]),
            (1, [3, 3], [0, 0]), (3, [3, 3], [3, 0]), (0, [3], [0]), (-5, [3], [0]), (9, [], []),
        ])
    func allotting(room: Int, needs: [Int], heights: [Int]) {
        #expect(WatchFrame.allot(room, needs: needs) == heights)
    }

    @Test("Nothing in a name or a text reaches the terminal as it is")
    func hostile() {
        let evil = "\u{1B}[2J\u{1B}]0;x\u{7}\u{202E}\n\u{9B}31m"
        let snapshot = LiveSnapshot.busy.with { snapshot in
            let bytes = Array(evil.utf8)
            snapshot.status.location = "/" + evil
            snapshot.status.paused = PauseSnapshot([Pause(kind: .queue, name: bytes)])
            snapshot.status.pool.workers[0].task?.name = bytes
            snapshot.status.pool.workers[0].task?.progressMessage = bytes
            snapshot.status.overview.queues[0].name = bytes
            snapshot.lastEnded[0].name = bytes
            snapshot.lastEnded[1].failure = Failure(.threw, message: evil)
        }
        var model = WatchModel(snapshot)
        model.show(message: evil)
        for _ in 0..<9 {
            for line in model.frame(300, 40) {
                #expect(!line.unicodeScalars.contains(where: TerminalEscaping.isHidden), "\(line)")
            }
            _ = model.press(.down)
            _ = model.press(.character("c"))
        }
    }

    @Test("Colors where they are wanted; without blocks all that is ours is ASCII")
    func styles() {
        let model = WatchModel(.busy)
        #expect(model.frame(80, 24, hasColors: true).joined().contains("\u{1B}[31mfailed"))
        let plain = model.frame(80, 24, hasBlocks: false)
        #expect(plain.joined().utf8.allSatisfy { $0 < 0x80 })
        #expect(plain.contains { $0.contains("#####-----  50 %") })
        #expect(plain.last?.hasPrefix("^v choose") == true)
    }

    @Test(
        "Sparklines and bars at their ends",
        arguments: [
            (Sparkline([], hasBlocks: true).text, ""), (Sparkline([0, 0], hasBlocks: true).text, "  "),
            (Sparkline([1, 1_000, 999], hasBlocks: true).text, "▁█▇"),
            (Sparkline([0, 1, -4], hasBlocks: true).text, " █ "),
            (ProgressBar(0, hasBlocks: true).text, "░░░░░░░░░░   0 %"),
            (ProgressBar(1, hasBlocks: true).text, "██████████ 100 %"),
            (ProgressBar(0.999, hasBlocks: true).text, "█████████░  99 %"),
            (ProgressBar(.nan, hasBlocks: true).text, "                "),
            (ProgressBar(-3, hasBlocks: false).text, "----------   0 %"),
            (ProgressBar(1e300, hasBlocks: false).text, "########## 100 %"),
        ])
    func bars(text: String, expected: String) {
        #expect(text == expected)
    }
}
