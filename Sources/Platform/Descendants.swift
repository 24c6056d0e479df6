package import Foundation

#if canImport(Darwin)
import Darwin
#endif

/// The processes that a process has started, directly and through others.
///
/// A process group is not enough to end them: Foundation's `Process`, like every shell with job control, gives each
/// program that it starts a group of its own.
package enum Descendants {
    /// - Parameter process: A live process; a dead one has no children any more.
    /// - Returns: The live ones, children before their own children.
    package static func of(_ process: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        var next = children(of: process)
        while !next.isEmpty {
            found += next
            // A PID seen twice was reused; it is skipped, so that the loop ends.
            next = next.flatMap(children).filter { !found.contains($0) }
        }
        return found
    }

    /// Sends a signal to each.
    package static func signal(_ processes: [pid_t], _ number: Int32) {
        for process in processes { kill(process, number) }
    }

    /// Ends processes: asks them first, then kills them, and waits for their end, though not for long.
    ///
    /// - Parameter list: Returns the processes; called again, because they may have started others in the meantime.
    package static func end(_ list: () -> [pid_t]) {
        let first = list()
        guard !first.isEmpty else { return }
        signal(first, SIGTERM)
        usleep(20_000)
        let rest = list()
        signal(rest, SIGKILL)
        let ends = rest.compactMap(TerminationStatus.descriptor)
        let deadline = MonotonicTime.now() + .seconds(1)
        for end in ends { _ = Poll.wait(for: [end.number], until: deadline) }
    }

    /// The descendants of this process that started after a moment, to a hundredth of a second.
    ///
    /// - Parameter began: The time.
    package static func ofThisProcess(startedSince began: MonotonicTime) -> [pid_t] {
        let age = MonotonicTime.now() - began
        return of(getpid()).filter { process in
            // A process that has ended in the meantime does not matter.
            Self.age(of: process).map { $0 <= age + .milliseconds(10) } ?? false
        }
    }

    #if os(Linux)
    /// For how long a process has existed.
    private static func age(of process: pid_t) -> Duration? {
        guard let fields = status(of: process), fields.count > 19, let ticks = Int64(fields[19]) else { return nil }
        var now = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &now)
        let started = Duration.nanoseconds(ticks * 1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
        return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec) - started
    }

    /// The fields of proc(5), beginning with the third, the state.
    private static func status(of process: pid_t) -> [Substring]? {
        let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name, in parentheses, may contain anything.
        return text?.split(separator: ")").last?.split(separator: " ")
    }

    /// The children of this process that have ended and that no code has reaped.
    package static func zombies() -> Set<pid_t> {
        Set(children(of: getpid()).filter { status(of: $0)?.first == "Z" })
    }

    /// A process's name, in at most 15 bytes.
    package static func name(of process: pid_t) -> String? {
        let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
        return name?.trimmingCharacters(in: .newlines)
    }

    private static func children(of process: pid_t) -> [pid_t] {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
        return threads.flatMap { thread in
            let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
            return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }
    #else
    private static func age(of process: pid_t) -> Duration? {
        var information = proc_bsdinfo()
        let size = Int32(MemoryLayout<proc_bsdinfo>.size)
        guard unsafe proc_pidinfo(process, PROC_PIDTBSDINFO, 0, &information, size) == size else { return nil }
        let started = Int64(information.pbi_start_tvsec) * 1_000_000 + Int64(information.pbi_start_tvusec)
        return .now() - WallTime(microseconds: started)
    }

    /// No orphans are adopted on this system, so the code that starts a program reaps it.
    static func zombies() -> Set<pid_t> { [] }

    static func name(of process: pid_t) -> String? {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe proc_name(process, &bytes, UInt32(bytes.count))
        return count > 0 ? String(decoding: bytes.prefix(Int(count)), as: UTF8.self) : nil
    }

    private static func children(of process: pid_t) -> [pid_t] {
        var numbers = [pid_t](repeating: 0, count: 1_024)
        let size = Int32(numbers.count * MemoryLayout<pid_t>.stride)
        let count = unsafe proc_listchildpids(process, &numbers, size)
        return Array(numbers.prefix(Int(max(0, count))))
    }
    #endif
}
