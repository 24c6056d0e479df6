import Foundation

/// The number of processors that this program may use.
package enum Processors {
    /// As many as the system has for it, or as its container's quota allows; at least one.
    package static let available: Int = {
        let number = ProcessInfo.processInfo.activeProcessorCount
        #if os(Linux)
        let limit = quota { try? String(contentsOfFile: $0, encoding: .utf8) }
        return max(1, min(number, limit ?? number))
        #else
        return max(1, number)
        #endif
    }()

    /// The processor time that this process's control groups allow, in whole processors, rounded up.
    ///
    /// Version 2 has it in `cpu.max` ("200000 100000": 200 of each 100 ms), version 1 in two files. A group's limit
    /// also applies to the groups inside it, so the smallest of all counts. Inside a container its own group often is
    /// the root of the visible hierarchy.
    ///
    /// - Parameter read: Returns a file's text, nil if there is none.
    /// - Returns: nil if there is no limit.
    static func quota(_ read: (String) -> String?) -> Int? {
        let groups = (read("/proc/self/cgroup") ?? "").split(separator: "\n").compactMap(Group.init)
        let limits = groups.flatMap { group in group.folders.compactMap { group.limit(in: $0, read) } }
        return limits.min()
    }

    /// A line of `/proc/self/cgroup` that concerns processors: `0::/system.slice/app.service` in version 2,
    /// `4:cpu,cpuacct:/docker/17ab` in version 1.
    private struct Group {
        private let roots: [String]
        private let path: Substring
        private let isFirstVersion: Bool

        init?(_ line: Substring) {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { return nil }
            path = parts[2]
            isFirstVersion = parts[0] != "0"
            guard isFirstVersion else {
                roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
                return
            }
            guard parts[1].split(separator: ",").contains("cpu") else { return nil }
            roots = ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/\(parts[1])"]
        }

        /// The group's folder and its parents.
        var folders: [String] {
            let names = path.split(separator: "/")
            return roots.flatMap { root in
                (0...names.count).map { count in ([root] + names.prefix(count).map(String.init)).joined(separator: "/")
                }
            }
        }

        func limit(in folder: String, _ read: (String) -> String?) -> Int? {
            let words: [Substring]
            if isFirstVersion {
                let texts = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map { read("\(folder)/\($0)") ?? "" }
                words = texts.flatMap { $0.split(whereSeparator: \.isWhitespace) }
            } else {
                words = (read("\(folder)/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
            }
            // Without a limit the value is "max", or -1.
            guard words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), quota > 0, period > 0 else {
                return nil
            }
            return max(1, quota / period + (quota % period > 0 ? 1 : 0))
        }
    }
}
