import Foundation

/// The system's counters of some processes so far; only on Linux, all zero elsewhere.
struct SystemCount {
    /// How often each of their threads has gone to sleep, and so been woken.
    private var wakeUps: [String: Int] = [:]
    /// Nanoseconds, of all their threads.
    var processorTime = 0
    /// Each process's share of memory; KiB.
    var memory: [Int] = []

    init(_ processes: [pid_t]) {
        for process in processes {
            for thread in Self.names(in: "/proc/\(process)/task") {
                let path = "/proc/\(process)/task/\(thread)/status"
                wakeUps[thread] = Self.number(after: "voluntary_ctxt_switches:", in: path)
            }
            processorTime += Self.processorTime(of: process)
            memory.append(Self.number(after: "Pss:", in: "/proc/\(process)/smaps_rollup"))
        }
    }

    /// How often threads were woken since an earlier count; threads that have ended in the meantime are left out.
    func wakeUps(since earlier: SystemCount) -> Int {
        wakeUps.reduce(0) { $0 + $1.value - (earlier.wakeUps[$1.key] ?? 0) }
    }

    private static func processorTime(of process: pid_t) -> Int {
        #if os(Linux)
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(process, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            return 0
        }
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
        #else
        return 0
        #endif
    }

    /// The processes that a process has started and not reaped.
    static func children(of process: pid_t) -> [pid_t] {
        names(in: "/proc/\(process)/task").flatMap { thread in
            text("/proc/\(process)/task/\(thread)/children").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    private static func number(after title: String, in path: String) -> Int {
        let line = text(path).split(separator: "\n").first { $0.hasPrefix(title) }
        return line.flatMap { Int($0.dropFirst(title.count).split(whereSeparator: \.isWhitespace).first ?? "") } ?? 0
    }
}
