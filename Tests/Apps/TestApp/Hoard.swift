import Foundation
import Synchronization

/// Orders that leave the application itself without descriptors.
enum Hoard {
    private static let kept = Mutex<[Int32]>([])

    /// - Returns: whether there is such an order.
    static func obey(_ command: String) -> Bool {
        switch command {
        case "hoard": takeAll()
        case "unhoard": giveBack()
        default: return false
        }
        say("called")
        return true
    }

    private static func takeAll() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_cur, 256)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        kept.withLock { kept in
            while case let number = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC), number >= 0 { kept.append(number) }
        }
    }

    private static func giveBack() {
        kept.withLock { kept in
            for number in kept { close(number) }
            kept = []
        }
    }
}
