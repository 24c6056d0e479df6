import CPlatform
import Foundation
import TaskStore

/// A worker process, as the supervisor sees it.
final class WorkerHandle {
    let place: Int
    let process: pid_t
    let slotName: String
    let socket: Descriptor
    let sender: FrameSender
    /// The pipe of its standard error, for output that it has not forwarded itself.
    let standardError: Descriptor?
    /// Readable when the process has ended; nil if the system has no such descriptor, and the end of the socket must
    /// do.
    let death: Descriptor?
    private var reader = FrameReader()
    var isReady = false
    /// The running attempt that must be gone by a time.
    private(set) var limit: Frame.Limit?
    /// Why it was told to end, if it was.
    private(set) var limitReason = SlotVerdict.none
    /// Why the supervisor has killed it, if it has.
    private(set) var killReason: KillReason?
    /// It did not reach `Autocron.start` in time.
    var wasLate = false
    /// It has crashed before it was ready, and the crash report is being written.
    var isReporting = false
    /// When it was started.
    let started = MonotonicTime.now()
    var isSilent = false
    /// Whether the pool knows the deadline of the running attempt, or that it has none.
    private(set) var hasTold = false

    private init(place: Int, process: pid_t, slotName: String, socket: Descriptor, standardError: Descriptor?) {
        self.place = place
        self.process = process
        self.slotName = slotName
        self.socket = socket
        self.standardError = standardError
        sender = FrameSender(socket: socket)
        death = ProcessDeath.descriptor(of: process)
    }

    /// Starts a worker.
    ///
    /// - Parameters:
    ///   - place: Its place in the pool.
    ///   - hello: Its configuration.
    ///   - directory: The pool's directory, for a crash report.
    ///   - configuration: Sets its niceness.
    /// - Throws: `SystemFailure`.
    static func spawn(
        place: Int, hello: Frame.Hello, _ directory: PoolDirectory, _ configuration: Autocron.Configuration
    ) throws(SystemFailure) -> WorkerHandle {
        let (ours, theirs) = try Descriptor.socketPair()
        let pipe = SpawnWorker.standardErrorPipe()
        let process = try SpawnWorker.start(
            socket: theirs.number, standardError: pipe, report: directory.crashReport(named: hello.slotName)
        )
        let worker = WorkerHandle(
            place: place, process: process, slotName: hello.slotName, socket: ours, standardError: pipe?.reading
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
    /// - Parameter verdict: Why it was told to end, if it was; a verdict on an earlier attempt is forgotten.
    func note(limit: Frame.Limit?, because verdict: SlotVerdict) {
        limitReason = verdict
        hasTold = limit != nil
        self.limit = limit?.killAt == .distantFuture ? nil : limit
    }

    /// The descriptors to poll: the end of the process, and its messages.
    var watched: [Int32] {
        (isSilent ? [] : [socket.number]) + (death.map { [$0.number] } ?? [])
    }

    /// Some of the worker's messages; nil if there are none now.
    func hear() -> [Frame]? {
        guard !isSilent, let bytes = socket.readAvailable() else { return nil }
        if bytes.isEmpty { isSilent = true }
        return reader.frames(from: bytes)
    }

    /// Whether it has ended, without reaping it.
    func peekDeath() -> ProcessDeath? {
        ProcessDeath.peek(process)
    }

    /// Lets it finish what it runs and claim no more; one that is not ready yet is killed.
    func retire() {
        guard isReady else { return kill(because: .interrupted) }
        sender.send(.stop(cancelAfter: .nanoseconds(Int64.max), killAfter: .nanoseconds(Int64.max)))
    }

    var wasKilled: Bool { killReason != nil }

    /// Kills it together with all processes that it has started.
    ///
    /// - Parameters:
    ///   - verdict: The reason.
    ///   - attempt: The attempt that the verdict is about; nil if it is about any attempt that the worker executes.
    func kill(because verdict: SlotVerdict, of attempt: Frame.Limit? = nil) {
        guard !wasKilled else { return }
        killReason = KillReason(verdict: verdict, attempt: attempt)
        let started = Descendants.of(process)
        Descendants.signal(started, SIGKILL)
        Foundation.kill(-process, SIGKILL)
        Foundation.kill(process, SIGKILL)
    }
}

extension SlotRescuer {
    /// Recovers the work of a worker of this pool, which has been reaped.
    ///
    /// - Parameters:
    ///   - worker: The worker.
    ///   - death: How it ended.
    ///   - record: The attempt that began last, according to its slot; nil if unknown.
    func rescue(_ worker: WorkerHandle, _ death: ProcessDeath, executing record: SlotRecord?) {
        rescue(
            slot: worker.slotName, death: death, verdict: worker.killReason?.verdict(on: record) ?? .none,
            process: worker.process,
            lastWords: worker.standardError.map(StandardError.salvage) ?? []
        )
    }
}
