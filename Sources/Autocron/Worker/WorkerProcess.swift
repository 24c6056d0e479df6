import CPlatform
import Dispatch
import Foundation
import Platform
import StoreOpening
import TaskModel
import WorkerFiles

/// The start of a process that is a worker.
enum WorkerProcess {
    /// The connection between a worker and its pool.
    struct ControlSocket {
        /// The worker's end of the socket.
        var socket: Descriptor
        /// Readable when the application has ended; nil if the system has no such descriptor.
        var application: Descriptor?

        var polledDescriptors: [Int32] { [socket.number] + (application.map { [$0.number] } ?? []) }
    }

    /// This process's connection to its pool; nil in an application.
    ///
    /// It removes the variable that marks a worker, and hides the socket from programs that this process starts.
    ///
    /// - Throws: `AutocronError` if the variable exists but the socket does not.
    static func takeControlSocket() throws(AutocronError) -> ControlSocket? {
        guard let text = ProcessInfo.processInfo.environment[SpawnWorker.variable] else { return nil }
        unsafe unsetenv(SpawnWorker.variable)
        guard let application = pid_t(text), application > 0 else { return nil }
        // Opened before the parent is examined, whose PID could be reused afterward.
        let end = TerminationStatus.descriptor(of: application)
        guard application == getppid() else {
            leaveIfOrphan(of: application)
            // A program that a worker has started inherits the variable if it was started early enough; it is not a
            // worker.
            return nil
        }
        guard hasSocket else {
            throw AutocronError(
                .system,
                "this process was started as a worker, but file descriptor \(SpawnWorker.controlSocket) is not its socket any "
                    + "more; do not close or reuse descriptors of others before 'Autocron.start'"
            )
        }
        Descriptor.makePrivate(SpawnWorker.controlSocket)
        SpawnWorker.setCloseOnExec()
        BacktraceSettings.restore()
        return ControlSocket(socket: Descriptor(SpawnWorker.controlSocket), application: end)
    }

    private static var hasSocket: Bool {
        var information = stat()
        return unsafe fstat(SpawnWorker.controlSocket, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
    }

    /// Whether this process is a worker that has not reached `start` yet.
    static var isExpected: Bool {
        ProcessInfo.processInfo.environment[SpawnWorker.variable].flatMap(pid_t.init) == getppid()
    }

    /// Ends a worker whose application died before the worker came here.
    ///
    /// It has another parent now, and nothing to do. As an application it would serve requests and start workers, and
    /// no operator would know of it.
    ///
    /// A worker has its pool's socket and leads a process group. So may a program that a worker starts, but then the
    /// application is among its ancestors. Whether the application's PID still exists proves nothing: it exists until
    /// its parent reaps it, which some parents never do.
    private static func leaveIfOrphan(of application: pid_t) {
        guard hasSocket, getpgrp() == getpid(), !Descendants.of(application).contains(getpid()) else { return }
        WorkerExit.clean(killingGroup: false)
    }

    /// Works on threads of its own until the pool ends this process.
    static func begin(_ control: ControlSocket, _ configuration: Autocron.Configuration) {
        CurrentRuntime.becomeWorker()
        unsafe autocron_name_process("autocron worker")
        let thread = Thread { work(control, configuration) }
        thread.name = "autocron.worker"
        thread.start()
    }

    /// Leaves the main thread to tasks that are bound to it.
    static func serveMainThread() -> Never {
        guard Thread.isMainThread else {
            while true { Thread.sleep(forTimeInterval: 86_400) }
        }
        dispatchMain()
    }

    private static func work(_ control: ControlSocket, _ configuration: Autocron.Configuration) -> Never {
        do {
            guard let hello = greeting(control) else { WorkerExit.clean(killingGroup: false) }
            let store = try StoreOpening.open(hello.database, as: .worker(syncsOnCommit: hello.syncsOnCommit))
            if let queue = store as? any WriteQueueMember,
                let page = try? SharedPage(PoolDirectory(path: store.poolFolder))
            {
                try queue.joinWriteQueue(on: page, as: .workers)
            }
            let link = WorkerLink(socket: control.socket, parent: control.application)
            let runtime = Runtime(store: store, configuration: configuration, registry: .shared, listener: link)
            try runtime.readSettings()
            let slot = try SlotWriter(path: hello.slotPath)
            _ = autocron_adopt_orphans()
            StandardErrorPump.install(slot: slot)
            runtime.waits.publish(in: slot)
            let loop = try WorkerLoop(
                runtime: runtime, link: link, slotName: hello.slotName, slot: slot, registry: .shared
            )
            try store.occupy(slot: hello.slotName, for: loop.batch)
            autocron_buffer_output_by_line()
            runtime.writer.start()
            CurrentRuntime.install(runtime)
            loop.run()
        } catch {
            configuration.logHandler(
                LogMessage(.error, .workerCannotWork, "a worker cannot work: \(error)", [.worker: getpid()]))
            WorkerExit.failure()
        }
    }

    /// Waits for the pool's first message.
    ///
    /// - Returns: nil if the application has ended in the meantime.
    private static func greeting(_ control: ControlSocket) -> PoolMessage.Hello? {
        var reader = MessageReader()
        while true {
            let ready = Poll.wait(for: control.polledDescriptors, until: nil)
            guard let bytes = control.socket.readAvailable() else {
                // Another program may keep the socket of a dead application open.
                if ready.dropFirst().contains(true) { return nil }
                continue
            }
            guard !bytes.isEmpty else { return nil }
            for message in reader.messages(from: bytes) {
                if case .hello(let hello) = message { return hello }
            }
        }
    }
}
