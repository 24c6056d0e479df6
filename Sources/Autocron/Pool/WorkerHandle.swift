import Foundation
import TaskStore

/// A worker process, as the supervisor has it.
final class WorkerHandle {
    let place: Int
    let process: pid_t
    let slotName: String
    let socket: Descriptor
    let sender: FrameSender
    /// Readable when the process has ended; nil where the system has no such thing, and the socket's end must do.
    let death: Descriptor?
    private var reader = FrameReader()
    var isReady = false
    /// The attempt that runs and must be gone by a time; monotonic nanoseconds.
    var limit: Frame.Limit?
    /// Why it was told to end, if it was.
    var limitReason = SlotVerdict.none
    /// Why the supervisor has killed it.
    var verdict = SlotVerdict.none
    var wasKilled = false
    /// It did not reach `Autocron.start` in time.
    var wasLate = false
    var isSilent = false

    private init(place: Int, process: pid_t, slotName: String, socket: Descriptor) {
        self.place = place
        self.process = process
        self.slotName = slotName
        self.socket = socket
        sender = FrameSender(socket: socket)
        death = ProcessDeath.descriptor(of: process)
    }

    /// Starts a worker.
    ///
    /// - Parameters:
    ///   - place: its place in the pool.
    ///   - hello: what it needs to know.
    /// - Throws: `SystemFailure`.
    static func spawn(place: Int, hello: Frame.Hello) throws(SystemFailure) -> WorkerHandle {
        let (ours, theirs) = try Descriptor.socketPair()
        let process = try SpawnWorker.start(socket: theirs.number)
        let worker = WorkerHandle(place: place, process: process, slotName: hello.slotName, socket: ours)
        worker.sender.send(.hello(hello))
        return worker
    }

    /// What to watch: the end of the process, and what it says.
    var watched: [Int32] {
        (isSilent ? [] : [socket.number]) + (death.map { [$0.number] } ?? [])
    }

    /// What the worker has said since the last time.
    func hear() -> [Frame] {
        var frames: [Frame] = []
        while !isSilent, let bytes = socket.readAvailable() {
            if bytes.isEmpty { isSilent = true }
            frames += reader.frames(from: bytes)
        }
        return frames
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

    /// Kills it with all that it has started.
    func kill(because verdict: SlotVerdict) {
        guard !wasKilled else { return }
        wasKilled = true
        self.verdict = verdict
        let started = Descendants.of(process)
        Descendants.signal(started, SIGKILL)
        Foundation.kill(-process, SIGKILL)
        Foundation.kill(process, SIGKILL)
    }
}
