import CPlatform
import Foundation
import TaskStore

/// Starts another process of this program, which becomes a worker when it reaches `Autocron.start`.
///
/// `posix_spawn`, never `fork`: neither SQLite nor the Swift runtime survives a fork of a process with threads.
enum SpawnWorker {
    /// Tells a process that it is a worker.
    ///
    /// Its value is the number of the process that spawned it, so that a program
    /// which a worker starts before `Autocron.start`, and which inherits the variable, does not take itself for one.
    static let variable = "AUTOCRON_WORKER_OF"

    /// The worker's end of the socket to its pool.
    static let lifeline: Int32 = 3

    /// - Parameter socket: the worker's end.
    /// - Returns: the worker's process number, which is also its process group's.
    /// - Throws: `SystemFailure`.
    static func start(socket: Int32) throws(SystemFailure) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }

        // A group of its own, so that a worker dies with all that it started, and Ctrl-C reaches the application alone;
        // but not a session: the kernel would then not end a stopped worker whose application has died.
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        resetSignals(&attributes)
        unsafe describeDescriptors(&actions, &attributes, socket: socket)

        var process: pid_t = 0
        let result = unsafe withCStrings(CommandLine.arguments) { arguments in
            unsafe withCStrings(environment()) { environment in
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
        _ actions: inout posix_spawn_file_actions_t, _ attributes: inout posix_spawnattr_t, socket: Int32
    ) {
        // Reading the terminal from another process group would stop the worker.
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for stream in Int32(1)...2 {
            if fcntl(stream, F_GETFD) >= 0 {
                unsafe posix_spawn_file_actions_adddup2(&actions, stream, stream)
            } else {
                // The host has closed it; the next file that a task opens must not become its standard output.
                unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0)
            }
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, socket, lifeline)
        _ = unsafe autocron_close_from(&actions, &attributes, lifeline + 1)
    }

    private static func environment() -> [String] {
        var variables = ProcessInfo.processInfo.environment
        variables[variable] = String(getpid())
        return variables.map { "\($0.key)=\($0.value)" }
    }

    /// Lends texts as the null-terminated array of C strings that C calls `argv`.
    private static func withCStrings<R>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R
    ) -> R {
        let copies = unsafe texts.map { unsafe strdup($0) }
        defer {
            unsafe copies.forEach { unsafe free($0) }
        }
        return unsafe body(copies + [nil])
    }
}
