import Foundation

/// What the system has counted of some processes so far; on Linux alone, elsewhere it is all zero.
struct SystemCount {
    /// How often their threads have gone to sleep, and so been woken.
    var wakeUps = 0
    /// Nanoseconds.
    var processorTime = 0
    /// The share of memory of each; KiB.
    var memory: [Int] = []

    init(_ processes: [pid_t]) {
        for process in processes {
            for thread in Self.names(in: "/proc/\(process)/task") {
                let folder = "/proc/\(process)/task/\(thread)"
                wakeUps += Self.number(after: "voluntary_ctxt_switches:", in: folder + "/status")
                let times = Self.text(folder + "/schedstat").split(separator: " ")
                processorTime += times.first.flatMap { Int($0) } ?? 0
            }
            memory.append(Self.number(after: "Pss:", in: "/proc/\(process)/smaps_rollup"))
        }
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
