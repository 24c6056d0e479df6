import CPlatform
import Foundation
import TaskStore

/// A worker process, as the supervisor has it.
final class WorkerHandle {
    let place: Int
    let process: pid_t
    let slotName: String
    let socket: Descriptor
    let sender: FrameSender
    /// What it writes to standard error, as far as it has not passed it on itself.
    let standardError: Descriptor?
    /// Readable when the process has ended; nil where the system has no such thing, and the socket's end must do.
    let death: Descriptor?
    private var reader = FrameReader()
    var isReady = false
    /// The attempt that runs and must be gone by a time; monotonic nanoseconds.
    private(set) var limit: Frame.Limit?
    /// Why it was told to end, if it was.
    private(set) var limitReason = SlotVerdict.none
    /// Why the supervisor has killed it, if it has.
    private(set) var killReason: KillReason?
    /// It did not reach `Autocron.start` in time.
    var wasLate = false
    /// It has crashed before it was ready, and the report of that is being written.
    var isReporting = false
    /// When it was started; monotonic.
    let started = Monotonic.now()
    var isSilent = false
    /// Whether the pool knows by when the attempt that runs must be gone, if it must.
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
    ///   - place: its place in the pool.
    ///   - hello: what it needs to know.
    ///   - directory: the pool's, for a report of its crash.
    ///   - configuration: says how much it yields.
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

    /// Lets it yield to other processes, by so much more than this one.
    private func yield(by niceness: Int) {
        guard niceness > 0 else { return }
        // On Linux the value is a thread's, and each new thread has that of its maker; so soon there is but one.
        autocron_yield_more(process, Int32(niceness))
    }

    /// Notes by when the attempt that runs must be gone; nil if none runs any more.
    ///
    /// - Parameter verdict: why it was told to end, if it was; what was noted of an earlier attempt counts no more.
    func note(limit: Frame.Limit?, because verdict: SlotVerdict) {
        limitReason = verdict
        hasTold = limit != nil
        self.limit = limit?.killAt == .max ? nil : limit
    }

    /// What to watch: the end of the process, and what it says.
    var watched: [Int32] {
        (isSilent ? [] : [socket.number]) + (death.map { [$0.number] } ?? [])
    }

    /// Some of what the worker has said; nil if there is nothing now.
    func hear() -> [Frame]? {
        guard !isSilent, let bytes = socket.readAvailable() else { return nil }
        if bytes.isEmpty { isSilent = true }
        return reader.frames(from: bytes)
    }

    /// Whether it has ended, without reaping it.
    func peekDeath() -> ProcessDeath? {
        // Where nothing tells of the end but the socket, a worker that has closed it is as good as dead.
        ProcessDeath.peek(process)
    }

    /// Lets it finish what it runs and claim no more; one that is not ready yet is killed.
    func retire() {
        guard isReady else { return kill(because: .interrupted) }
        sender.send(.stop(cancelAfter: .max, killAfter: .max))
    }

    var wasKilled: Bool { killReason != nil }

    /// Kills it with all that it has started.
    ///
    /// - Parameters:
    ///   - verdict: why.
    ///   - attempt: the attempt that the verdict is on; nil where it is on whatever the worker executes.
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
    /// Settles a worker of this pool, which has been reaped.
    ///
    /// - Parameters:
    ///   - worker: the worker.
    ///   - death: how it ended.
    ///   - record: the attempt that began last, as its slot says; nil if that cannot be learnt.
    func rescue(_ worker: WorkerHandle, _ death: ProcessDeath, executing record: SlotRecord?) {
        rescue(
            slot: worker.slotName, death: death, verdict: worker.killReason?.verdict(on: record) ?? .none,
            process: worker.process,
            lastWords: worker.standardError.map(StandardError.salvage) ?? []
        )
    }
}
