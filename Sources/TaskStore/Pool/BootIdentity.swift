import Foundation

/// Tells one run of the machine from the next, so that process numbers from before a restart are not believed.
package enum BootIdentity {
    package static let current: UInt64 = hash(of: text)

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
