import Foundation

/// Distinguishes one run of the machine from the next, so that PIDs from before a restart are not trusted.
package enum BootIdentity {
    package static let current: UInt64 = hash(of: text)

    /// Identifies the PID namespace of this process: containers that share a folder each have their own.
    package static let numbering: UInt64 = {
        #if os(Linux)
        let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        return name.map(hash) ?? 0
        #else
        return 1
        #endif
    }()

    private static var text: String {
        #if os(Linux)
        (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
        #else
        {
            var time = timeval()
            var size = MemoryLayout<timeval>.size
            unsafe sysctlbyname("kern.boottime", &time, &size, nil, 0)
            return "\(time.tv_sec).\(time.tv_usec)"
        }()
        #endif
    }

    /// FNV-1a, the same in every process; Swift's own hashes are not.
    private static func hash(of text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
