import CPlatform
import Foundation
import Platform
import TaskModel
import WorkerFiles

/// A worker process, as the supervisor sees it.
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
    var isReady = false
    /// The running attempt that must be gone by a time.
    private(set) var killDeadline: PoolMessage.KillDeadline?
    /// Why it was told to end, if it was.
    private(set) var stopReason = StopReason.none
    /// Why the supervisor has killed it, if it has.
    private(set) var killReason: KillReason?
    /// It did not reach `Autocron.start` in time.
    var exceededStartTimeout = false
    /// It has crashed before it was ready, and the crash report is being written.
    var isReporting = false
    /// When it was started.
    let started = MonotonicTime.now()
    var isSilent = false
    /// Whether the pool knows the deadline of the running attempt, or that it has none.
    private(set) var hasReportedDeadline = false

    private init(index: Int, process: pid_t, slotName: String, socket: Descriptor, standardError: Descriptor?) {
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
    ///   - index: Its place in the pool.
    ///   - hello: Its configuration.
    ///   - directory: The pool's directory, for a crash report.
    ///   - configuration: Sets its niceness.
    /// - Throws: `SystemFailure`.
    static func spawn(
        index: Int, hello: PoolMessage.Hello, _ directory: PoolDirectory, _ configuration: Autocron.Configuration
    ) throws(SystemFailure) -> WorkerHandle {
        let (ours, theirs) = try Descriptor.socketPair()
        let pipe = SpawnWorker.standardErrorPipe()
        let process = try SpawnWorker.start(
            socket: theirs.number, standardError: pipe, report: directory.crashReport(named: hello.slotName)
        )
        let worker = WorkerHandle(
            index: index, process: process, slotName: hello.slotName, socket: ours, standardError: pipe?.readEnd
        )
        worker.yield(by: configuration.workerNiceness)
        worker.sender.send(.hello(hello))
        return worker
    }

    /// Lowers its priority below this process's, by this much.
    private func yield(by niceness: Int) {
        guard niceness > 0 else { return }
        // On Linux niceness is per thread and inherited; it is set while the child has one thread.
        autocron_yield_more(process, Int32(niceness))
    }

    /// Records when the running attempt must be gone; nil if none runs any more.
    ///
    /// - Parameter reason: Why it was told to end, if it was; a verdict on an earlier attempt is forgotten.
    func record(deadline: PoolMessage.KillDeadline?, reason: StopReason) {
        stopReason = reason
        hasReportedDeadline = deadline != nil
        self.killDeadline = deadline?.killAt == .distantFuture ? nil : deadline
    }

    /// The descriptors to poll: the end of the process, and its messages.
    var polledDescriptors: [Int32] {
        (isSilent ? [] : [socket.number]) + (terminationDescriptor.map { [$0.number] } ?? [])
    }

    /// Some of the worker's messages; nil if there are none now.
    func receive() -> [PoolMessage]? {
        guard !isSilent, let bytes = socket.readAvailable() else { return nil }
        if bytes.isEmpty { isSilent = true }
        return reader.messages(from: bytes)
    }

    /// Whether it has ended, without reaping it.
    func pollTermination() -> TerminationStatus? {
        TerminationStatus.poll(process)
    }

    /// Lets it finish what it runs and claim no more; one that is not ready yet is killed.
    func retire() {
        guard isReady else { return kill(reason: .interrupted) }
        sender.send(.stop(cancelAfter: .nanoseconds(Int64.max), killAfter: .nanoseconds(Int64.max)))
    }

    var wasKilled: Bool { killReason != nil }

    /// Kills it together with all processes that it has started.
    ///
    /// - Parameters:
    ///   - reason: The reason.
    ///   - attempt: The attempt that the verdict is about; nil if it is about any attempt that the worker executes.
    func kill(reason: StopReason, of attempt: AttemptID? = nil) {
        guard !wasKilled else { return }
        killReason = KillReason(stopReason: reason, attempt: attempt)
        let started = Descendants.of(process)
        Descendants.signal(started, SIGKILL)
        Foundation.kill(-process, SIGKILL)
        Foundation.kill(process, SIGKILL)
    }
}

extension DeadWorkerRecovery {
    /// Recovers the work of a worker of this pool, which has been reaped.
    ///
    /// - Parameters:
    ///   - worker: The worker.
    ///   - status: How it ended.
    ///   - record: The attempt that began last, according to its slot; nil if unknown.
    func recover(_ worker: WorkerHandle, _ status: TerminationStatus, executing record: SlotRecord?) {
        recover(
            slot: worker.slotName, status: status, stopReason: worker.killReason?.stopReason(on: record) ?? .none,
            process: worker.process,
            lastWords: worker.standardError.map(StandardError.salvage) ?? []
        )
    }
}
