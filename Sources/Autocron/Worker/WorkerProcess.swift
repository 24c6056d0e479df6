import CPlatform
import Dispatch
import Foundation
import TaskStore

/// What a process does that finds itself to be a worker.
enum WorkerProcess {
    /// The end of the socket that this process was given as a worker; nil in an application.
    ///
    /// The variable that tells is removed, and the socket closed to programs that this one starts.
    ///
    /// - Throws: `AutocronError` if the variable is there but the socket is not.
    static func lifeline() throws(AutocronError) -> Descriptor? {
        guard let text = ProcessInfo.processInfo.environment[SpawnWorker.variable] else { return nil }
        unsafe unsetenv(SpawnWorker.variable)
        // A program that a worker has started inherits the variable if it was started early enough; it is no worker.
        guard let parent = pid_t(text), parent == getppid() else { return try refuseOrphan(text) }
        var information = stat()
        guard unsafe fstat(SpawnWorker.lifeline, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else {
            throw AutocronError(
                .system,
                "this process was started as a worker, but file descriptor \(SpawnWorker.lifeline) is not its socket any "
                    + "more; do not close or reuse descriptors of others before 'Autocron.start'"
            )
        }
        Descriptor.makePrivate(SpawnWorker.lifeline)
        SpawnWorker.hidePipe()
        BacktraceSettings.restore()
        return Descriptor(SpawnWorker.lifeline)
    }

    /// Whether this process is a worker that has not come to `start` yet.
    static var isExpected: Bool {
        ProcessInfo.processInfo.environment[SpawnWorker.variable].flatMap(pid_t.init) == getppid()
    }

    /// A worker whose application died before it came here has another parent by now, and nothing to do.
    private static func refuseOrphan(_ text: String) throws(AutocronError) -> Descriptor? {
        var information = stat()
        let hasSocket =
            unsafe fstat(SpawnWorker.lifeline, &information) == 0 && information.st_mode & S_IFMT == S_IFSOCK
        guard let parent = pid_t(text), hasSocket, kill(parent, 0) != 0, getpgrp() == getpid() else { return nil }
        Termination.leave(killingGroup: false)
    }

    /// Works on threads of its own until the pool ends this process.
    static func begin(_ lifeline: Descriptor, _ configuration: Autocron.Configuration) {
        CurrentRuntime.becomeWorker()
        unsafe autocron_name_process("autocron worker")
        let thread = Thread { work(lifeline, configuration) }
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

    private static func work(_ lifeline: Descriptor, _ configuration: Autocron.Configuration) -> Never {
        do {
            let parent = ProcessDeath.descriptor(of: getppid())
            guard let hello = greeting(lifeline) else { Termination.leave(killingGroup: false) }
            let store = try TaskStore(path: hello.database, access: access(hello))
            let link = WorkerLink(socket: lifeline, parent: parent)
            let runtime = Runtime(store: store, configuration: configuration, registry: .shared, listener: link)
            try runtime.readSettings()
            let slot = try SlotWriter(path: hello.slotPath)
            StandardErrorPump.install(slot: slot)
            let loop = try WorkerLoop(
                runtime: runtime, link: link, slotName: hello.slotName, slot: slot, registry: .shared
            )
            autocron_buffer_output_by_line()
            runtime.writer.start()
            CurrentRuntime.install(runtime)
            loop.run()
        } catch {
            configuration.log(LogMessage(.error, "a worker cannot work: \(error)"))
            Termination.fail()
        }
    }

    private static func access(_ hello: Frame.Hello) -> TaskStore.Access {
        TaskStore.Access(
            waitsForDisk: hello.waitsForDisk, patience: .seconds(2), creates: false, checkpointsAtClose: false
        )
    }

    /// Waits for the pool's first words.
    ///
    /// - Returns: nil if the application has ended meanwhile.
    private static func greeting(_ lifeline: Descriptor) -> Frame.Hello? {
        var reader = FrameReader()
        while true {
            _ = Poll.wait(for: [lifeline.number], until: nil)
            guard let bytes = lifeline.readAvailable() else { continue }
            guard !bytes.isEmpty else { return nil }
            for frame in reader.frames(from: bytes) {
                if case .hello(let hello) = frame { return hello }
            }
        }
    }
}
