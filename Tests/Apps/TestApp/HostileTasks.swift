import Autocron
import Foundation
import TestMessages

// Tasks that end their process, or try to spoil it.

/// Does what `kind` says; has one attempt.
@Delay
func misbehave(_ tag: String, _ kind: Misbehavior) async throws {
    reportBegin(tag)
    try kind.happen()
    report(.ended, tag)
}

/// Stops its own process in its first moments, before the pool can know of it.
@Delay(timeout: .milliseconds(500))
func freeze(_ tag: String) async throws {
    reportBegin(tag)
    // For this very thread, so that nothing more happens on it.
    raise(SIGSTOP)
    report(.thawed, tag)
}

/// Works on for as many milliseconds whatever happens, and has many attempts: for tests that kill at random.
@Delay(retries: 1_000, backoff: .constant(.zero))
func effect(_ tag: String, milliseconds: Int, log: String) async throws {
    try note("+ \(tag) \(getpid())", in: log)
    usleep(UInt32(milliseconds) * 1_000)
    try note("- \(tag) \(getpid())", in: log)
}

/// Waits for its worker's death in its first attempt, and returns in its second.
@Delay(retries: 1, backoff: .constant(.zero))
func victim(_ tag: String) throws {
    let attempt = TaskContext.current?.attempt ?? 0
    reportBegin(tag)
    while attempt == 1 { pause() }
}

/// Waits for its worker's death the first time, whichever attempt that is, and returns the next time.
@Delay
func stuck(_ tag: String, marker: String) throws {
    // Before it is said, since the worker may be killed as soon as it is.
    let file = unsafe open(marker, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    reportBegin(tag)
    guard file >= 0 else { return }
    close(file)
    while true { pause() }
}

/// Starts a program that leaves another one behind, as daemons do, and waits; heeds its cancellation, or does not.
@Delay(timeout: .milliseconds(500))
func leavesDaemon(_ tag: String, _ then: DaemonParent) async throws {
    let output = Pipe()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "sleep 600 >/dev/null 2>&1 & echo $!"]
    shell.standardOutput = output
    try shell.run()
    // To the end of what the shell writes, which is its own end; Foundation would wait for the daemon as well.
    let daemon = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    reportBegin(tag, child: pid_t(daemon.trimmingCharacters(in: .newlines)))
    switch then {
    case .heedsCancellation: try await Task.sleep(for: .seconds(600))
    case .returns: return
    case .ignoresCancellation: while true { pause() }
    }
}

/// Stops its own process before anything else, and goes on for long enough to hear what was said to it meanwhile.
///
/// At once, since the worker's other thread must not be stopped in the middle of a transaction.
@Delay
func halt() {
    kill(getpid(), SIGSTOP)
    usleep(500_000)
}

/// Adds a line to a file: in one write, so that lines of several processes do not mix.
private func note(_ line: String, in path: String) throws {
    let number = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
    defer { close(number) }
    let bytes = Array((line + "\n").utf8)
    _ = unsafe write(number, bytes, bytes.count)
}

extension Misbehavior {
    func happen() throws {
        switch self {
        case .wordsThenTrap:
            for number in 1...3 { FileHandle.standardError.write(Data("word \(number) \u{1B}[31m\n".utf8)) }
            fatalError("no more words")
        case .indexOutOfBounds: print(Self.element(7, of: [1, 2, 3]))
        case .forcedUnwrap:
            // swift-format-ignore: NeverForceUnwrap
            print(Int("no number")!)
        case .endlessRecursion: print(Self.depth(0))
        case .abort: Foundation.abort()
        case .trapWhenOpened(let pipe):
            close(unsafe open(pipe, O_RDONLY))
            fatalError("it was opened")
        case .exit: Foundation.exit(0)
        case .exhaustMemory: Self.exhaustMemory()
        default: try spoilDescriptors()
        }
    }

    private func spoilDescriptors() throws {
        switch self {
        case .closeStandardStreams: for number in Int32(0)...2 { close(number) }
        case .requireStandardStreams:
            for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 { throw Refusal(attempt: Int(number)) }
        case .floodOutput: Self.flood(1, mebibytes: 1_024)
        case .floodErrors: Self.flood(2, mebibytes: 1_024)
        case .closeDescriptors: for number in Int32(3)...255 { close(number) }
        case .closeDescriptorsAndWait:
            for number in Int32(3)...255 { close(number) }
            while true { pause() }
        default: surprise()
        }
    }

    /// What neither ends the process nor spoils its descriptors.
    private func surprise() {
        switch self {
        case .fork: Self.forkChild()
        case .growMemory: unsafe Self.grown = [UInt8](repeating: 7, count: 200 << 20)
        case .tellEnvironment: Self.tellEnvironment()
        case .tellBytes: Self.tellBytes()
        case .words: FileHandle.standardError.write(Data("another task's words\n".utf8))
        default: break
        }
    }

    @inline(never)
    private static func element(_ index: Int, of list: [Int]) -> Int { list[index] }

    @inline(never)
    private static func depth(_ level: Int) -> Int { level < 0 ? 0 : depth(level + 1) + depth(level + 2) }

    // Touched by one task at a time, which is all that a worker runs.
    nonisolated(unsafe) private static var grown: [UInt8] = []

    private static func flood(_ number: Int32, mebibytes: Int) {
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 65_535) + [10]
        for _ in 0..<mebibytes * 16 { _ = unsafe write(number, line, line.count) }
    }

    /// Leaves a process that has everything of this one, and does nothing.
    private static func forkChild() {
        typealias Fork = @convention(c) () -> pid_t
        // Swift does not offer it, for reasons that are tested here.
        guard let symbol = unsafe dlsym(nil, "fork") else { return }
        let child = unsafe unsafeBitCast(symbol, to: Fork.self)()
        guard child != 0 else { while true { pause() } }
        report(TestEvent(.forked, child: child))
    }

    private static func exhaustMemory() {
        var limit = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
        limit.rlim_cur = rlim_t((Int(pages ?? "0") ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) + (64 << 20))
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var all: [[UInt8]] = []
        while true { all.append([UInt8](repeating: 1, count: 1 << 20)) }
    }

    /// Says what a program that a task starts would inherit, and how this process is called and yields.
    private static func tellEnvironment() {
        let names = ProcessInfo.processInfo.environment.keys.filter {
            $0.hasPrefix("AUTOCRON") || $0 == "SWIFT_BACKTRACE"
        }
        let name = (try? String(contentsOfFile: "/proc/self/comm", encoding: .utf8)) ?? ""
        let niceness = (try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8))?.split(separator: ")").last?
            .split(separator: " ")[16]
        let text = "\(name.trimmingCharacters(in: .newlines)), nice \(niceness ?? "?"), variables \(names.sorted())"
        report(TestEvent(.environment, text: text))
    }

    /// Says which bytes this process was given.
    private static func tellBytes() {
        let texts = unsafe [getenv("TEST_BYTES"), CommandLine.unsafeArgv[Int(CommandLine.argc) - 1]]
        let bytes = unsafe texts.map { text -> [UInt8] in
            unsafe text.map { unsafe [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        }
        let text = bytes.map { $0.map { String($0, radix: 16) }.joined() }.joined(separator: " ")
        report(TestEvent(.bytes, value: text))
    }
}
