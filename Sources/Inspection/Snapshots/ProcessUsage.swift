import Foundation
import Platform

/// What the system reports about a process, which may be another user's.
struct ProcessUsage: Hashable {
    var started: WallTime?
    /// Memory that would be free without the process, in bytes; shared pages count in part, if the system reports them
    /// so.
    var memory: Int64?

    #if os(Linux)
    init(_ process: Int32, now: WallTime) {
        started = Self.started(process, now: now)
        memory = Self.proportionalMemory(process) ?? Self.residentMemory(process)
    }

    /// The start is given in ticks since the machine's boot; see proc(5).
    private static func started(_ process: Int32, now: WallTime) -> WallTime? {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name before it is in parentheses, and may contain any character.
            let rest = status.split(separator: ")").last
        else { return nil }
        let fields = rest.split(separator: " ")
        guard fields.count > 19, let ticks = Int64(fields[19]) else { return nil }
        var sinceStart = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &sinceStart)
        let uptime = Duration.seconds(sinceStart.tv_sec) + .nanoseconds(sinceStart.tv_nsec)
        let perSecond = Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return now - uptime + .microseconds(ticks * (1_000_000 / perSecond))
    }

    private static func proportionalMemory(_ process: Int32) -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pss:") }),
            let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
        else { return nil }
        return kilobytes * 1_024
    }

    private static func residentMemory(_ process: Int32) -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
        else { return nil }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }
    #else
    init(_ process: Int32, now: WallTime) {
        var information = proc_taskallinfo()
        let size = Int32(MemoryLayout<proc_taskallinfo>.size)
        guard unsafe proc_pidinfo(process, PROC_PIDTASKALLINFO, 0, &information, size) == size else { return }
        started =
            WallTime.epoch + .seconds(information.pbsd.pbi_start_tvsec)
            + .microseconds(information.pbsd.pbi_start_tvusec)
        memory = Int64(information.ptinfo.pti_resident_size)
    }
    #endif
}
