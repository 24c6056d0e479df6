import CPlatform
import Foundation
import Platform
import WorkerFiles

/// The descriptors of a worker process, and its PID.
///
/// What the supervisor knows of the worker itself is its ``WorkerLife``.
final class WorkerHandle {
    let index: Int
    let process: pid_t
    let slotName: String
    let socket: Descriptor
    let sender: MessageSender
    /// The pipe of its standard error, for output that it has not forwarded itself.
    let standardError: Descriptor?
    /// Readable when the process has ended; nil if the system has no such descriptor, and the end of the socket must
    /// do.
    let terminationDescriptor: Descriptor?
    private var reader = MessageReader()
    /// Whether the worker has closed its end of the socket, as the end of its process does.
    private(set) var isSocketClosed = false

    init(index: Int, process: pid_t, slotName: String, socket: Descriptor, standardError: Descriptor?) {
        self.index = index
        self.process = process
        self.slotName = slotName
        self.socket = socket
        self.standardError = standardError
        sender = MessageSender(socket: socket)
        terminationDescriptor = TerminationStatus.descriptor(of: process)
    }

    /// Starts a worker.
    ///
    /// - Parameters:
    ///   - index: Its index in the pool.
    ///   - hello: Its configuration.
    ///   - directory: The pool's directory, for a crash report.
    ///   - niceness: How far below this process's its priority is.
    /// - Throws: `SystemFailure`.
    static func spawn(
        index: Int, hello: PoolMessage.Hello, reportsIn directory: PoolDirectory, niceness: Int
    ) throws(SystemFailure) -> WorkerHandle {
        let (ours, theirs) = try Descriptor.socketPair()
        let pipe = SpawnWorker.standardErrorPipe()
        let process = try SpawnWorker.start(
            socket: theirs.number, standardError: pipe, report: directory.crashReport(named: hello.slotName)
        )
        let worker = WorkerHandle(
            index: index, process: process, slotName: hello.slotName, socket: ours, standardError: pipe?.readEnd
        )
        worker.yield(by: niceness)
        worker.sender.send(.hello(hello))
        return worker
    }

    /// Lowers its priority below this process's, by this much.
    private func yield(by niceness: Int) {
        guard niceness > 0 else { return }
        // On Linux niceness is per thread and inherited; it is set while the child has one thread.
        autocron_yield_more(process, Int32(niceness))
    }

    /// The descriptors to poll: the end of the process, and its messages.
    var polledDescriptors: [Int32] {
        (isSocketClosed ? [] : [socket.number]) + (terminationDescriptor.map { [$0.number] } ?? [])
    }

    /// Some of the worker's messages; nil if there are none now.
    func receive() -> [PoolMessage]? {
        guard !isSocketClosed, let bytes = socket.readAvailable() else { return nil }
        if bytes.isEmpty { isSocketClosed = true }
        return reader.messages(from: bytes)
    }

    /// Whether it has ended, without reaping it.
    func pollTermination() -> TerminationStatus? {
        TerminationStatus.poll(process)
    }

    /// Lets it finish what it runs and claim no more.
    func retire() {
        sender.send(.stop(cancelAfter: .nanoseconds(Int64.max), killAfter: .nanoseconds(Int64.max)))
    }

    /// Kills it together with all processes that it has started.
    func kill() {
        let started = Descendants.of(process)
        Descendants.signal(started, SIGKILL)
        Foundation.kill(-process, SIGKILL)
        Foundation.kill(process, SIGKILL)
    }
}
