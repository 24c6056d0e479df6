import Foundation

/// The descriptors that a worker needs.
///
/// A task may close them, usually by closing a number twice. The worker would then receive nothing and store nothing,
/// and the next file that is opened would get such a number.
struct OwnDescriptors: Sendable {
    private struct Identity: Equatable, Sendable {
        var number: Int32
        var device: UInt64
        var file: UInt64

        init?(_ number: Int32) {
            var information = stat()
            guard unsafe fstat(number, &information) == 0 else { return nil }
            self.number = number
            device = UInt64(truncatingIfNeeded: information.st_dev)
            file = UInt64(truncatingIfNeeded: information.st_ino)
        }

        var isStillThere: Bool { Identity(number) == self }
    }

    private let all: [Identity]

    /// - Parameter numbers: The descriptors as they are now; the first is the one that a mistake is likeliest to hit.
    init(_ numbers: [Int32]) {
        all = numbers.compactMap(Identity.init)
    }

    /// Whether the first one is still open; makes one system call.
    var seemIntact: Bool { all.first?.isStillThere ?? true }

    /// Whether all are still open.
    var areIntact: Bool { all.allSatisfy(\.isStillThere) }
}
