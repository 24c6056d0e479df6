import CPlatform
import Foundation
import Platform

/// Starts another process of this program, which becomes a worker when it reaches `Autocron.start`.
///
/// `posix_spawn`, never `fork`: neither SQLite nor the Swift runtime survives a fork of a process with threads.
enum SpawnWorker {
    /// Marks a process as a worker.
    ///
    /// Its value is the PID of the process that spawned the worker, so that a program that a worker starts before
    /// `Autocron.start`, and that inherits the variable, does not take itself for a worker.
    static let variable = "AUTOCRON_WORKER_OF"

    /// The worker's end of the socket to its pool.
    static let controlSocket: Int32 = 3

    /// The descriptors at which a worker finds the two ends of the pipe that becomes its standard error.
    private static let pipe: [Int32] = [4, 5]

    /// - Parameters:
    ///   - socket: The worker's end.
    ///   - standardError: The pipe for its standard error, if there is one.
    ///   - report: The file for a crash report.
    /// - Returns: The worker's PID, which is also its process group's ID.
    /// - Throws: `SystemFailure`.
    static func start(
        socket: Int32, standardError: (readEnd: Descriptor, writeEnd: Descriptor)?, report: String
    ) throws(SystemFailure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }

        // A group of its own, so that a worker dies with all that it started, and Ctrl-C reaches the application alone.
        // Not a session of its own: the kernel would then not end a stopped worker whose application has died.
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        resetSignals(&attributes)
        let inheritedDescriptors = [socket] + (standardError.map { [$0.readEnd.number, $0.writeEnd.number] } ?? [])
        unsafe describeDescriptors(&actions, &attributes, inheritedDescriptors: inheritedDescriptors)

        var process: pid_t = 0
        let result = unsafe withCStrings(Executable.arguments) { arguments in
            unsafe withCStrings(environment(report)) { environment in
                unsafe posix_spawn(&process, Executable.path, &actions, &attributes, arguments, environment)
            }
        }
        guard result == 0 else {
            errno = result
            throw SystemFailure("cannot start a worker process from '\(Executable.displayPath)'")
        }
        return process
    }

    private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    }

    private static func describeDescriptors(
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t,
        inheritedDescriptors: [Int32]
    ) {
        // Reading the terminal from another process group would stop the worker.
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for stream in Int32(1)...2 {
            if StandardStreams.isPassedOn(stream) {
                unsafe posix_spawn_file_actions_adddup2(&actions, stream, stream)
            } else {
                // It is closed; the next file that a task opens must not become its standard output.
                unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
            }
        }
        // The sources' numbers are above all of these targets, so none is overwritten before it is copied.
        for (index, gift) in inheritedDescriptors.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, gift, controlSocket + Int32(index))
        }
        _ = unsafe autocron_close_from(&actions, &attributes, controlSocket + Int32(inheritedDescriptors.count))
    }

    private static func environment(_ report: String) -> [RawStrings.Text] {
        var changes = [variable: String(getpid())]
        changes[BacktraceSettings.variable] = ProcessInfo.processInfo.environment[BacktraceSettings.variable]
        BacktraceSettings.add(to: &changes, reportingTo: report)
        return RawStrings.environment(changing: changes)
    }

    /// Passes texts as a null-terminated array of C strings, the form of C's `argv`.
    private static func withCStrings<R>(
        _ texts: [RawStrings.Text], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let copies = unsafe texts.map { unsafe strdup($0) }
        defer {
            unsafe copies.forEach { unsafe free($0) }
        }
        return unsafe body(copies + [nil])
    }
}

extension SpawnWorker {
    /// A pipe for a worker's standard error; nil if none can be created.
    static func standardErrorPipe() -> (readEnd: Descriptor, writeEnd: Descriptor)? {
        try? Descriptor.waitingPipe()
    }

    /// Sets close-on-exec until the pipe has become standard error.
    static func setCloseOnExec() {
        for number in pipe where isPipe(number) { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    }

    /// The ends that this worker inherited.
    ///
    /// - Returns: nil if they are closed already.
    static func inheritedPipe() -> (readEnd: Descriptor, writeEnd: Descriptor)? {
        guard pipe.allSatisfy(isPipe) else { return nil }
        return (Descriptor(pipe[0]), Descriptor(pipe[1]))
    }

    private static func isPipe(_ number: Int32) -> Bool {
        var information = stat()
        return unsafe fstat(number, &information) == 0 && information.st_mode & S_IFMT == S_IFIFO
    }
}
