import Platform
import Synchronization

/// What other threads of this process ask of the supervisor.
final class SupervisorMailbox: Sendable {
    struct Requests: OptionSet, Sendable {
        let rawValue: UInt8

        /// A task was stored that is due before the timer fires.
        static let timer = Requests(rawValue: 1)
        /// A running attempt was marked to be cancelled.
        static let cancellations = Requests(rawValue: 2)
        /// The WAL is long enough to be copied.
        static let checkpoint = Requests(rawValue: 4)
        /// The application stops.
        static let stop = Requests(rawValue: 8)
    }

    /// Readable while a request waits.
    let descriptor: Descriptor
    private let writeEnd: Descriptor
    private let requests = Mutex(Requests())

    init() throws(SystemFailure) {
        (descriptor, writeEnd) = try Descriptor.pipe()
    }

    /// Asks for something, and wakes the supervisor.
    func post(_ request: Requests) {
        let wasEmpty = requests.withLock { requests in
            defer { requests.formUnion(request) }
            return requests.isEmpty
        }
        // One byte wakes the supervisor for all that was posted before it takes the requests.
        if wasEmpty { writeEnd.writeAvailable([0]) }
    }

    /// Takes all requests.
    func take() -> Requests {
        // Before the requests are taken: a byte of a later request would otherwise be lost.
        _ = descriptor.readAvailable()
        return requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}
