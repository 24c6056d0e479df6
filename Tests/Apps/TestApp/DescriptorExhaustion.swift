import Foundation
import Synchronization

/// Leaves the application itself without descriptors.
enum DescriptorExhaustion {
    private static let taken = Mutex<[Int32]>([])

    static func begin() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = min(limit.rlim_cur, 256)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        taken.withLock { taken in
            while case let number = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC), number >= 0 { taken.append(number) }
        }
    }

    static func end() {
        taken.withLock { taken in
            for number in taken { close(number) }
            taken = []
        }
    }
}
