import Foundation

#if canImport(Darwin)
import Darwin
#endif

/// The processes that a process has started, directly and through others.
///
/// A process group is not enough to end them: Foundation's `Process`, like every shell with job control, gives each
/// program that it starts a group of its own.
enum Descendants {
    /// - Parameter process: a living process; a dead one has no children any more.
    /// - Returns: those that live now, children before their own children.
    static func of(_ process: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        var next = children(of: process)
        while !next.isEmpty {
            found += next
            // A number that comes twice was given to another process meanwhile; no circle is gone round for it.
            next = next.flatMap(children).filter { !found.contains($0) }
        }
        return found
    }

    /// Sends a signal to each.
    static func signal(_ processes: [pid_t], _ number: Int32) {
        for process in processes { kill(process, number) }
    }

    #if os(Linux)
    /// What a process is called, in at most 15 bytes.
    static func name(of process: pid_t) -> String? {
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
