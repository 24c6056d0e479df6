import Autocron
import Foundation

// Tasks that end their process, or try to spoil it.

/// Does what `kind` says; has one attempt.
@Delay
func ordeal(_ tag: String, _ kind: String) async throws {
    say("begin", tag, getpid())
    try Ordeal.suffer(kind)
    say("end", tag)
}

/// Stops its own process in its first moments, before the pool can know of it.
@Delay(timeout: .milliseconds(500))
func freeze(_ tag: String) async throws {
    say("begin", tag, getpid())
    // For this very thread, so that nothing more happens on it.
    raise(SIGSTOP)
    say("thawed", tag)
}

/// Works on for as many milliseconds whatever happens, and has many attempts: for tests that kill at random.
@Delay(retries: 1_000, backoff: .constant(.zero))
func effect(_ tag: String, milliseconds: Int, log: String) async throws {
    try Ordeal.note("+ \(tag) \(getpid())", in: log)
    usleep(UInt32(milliseconds) * 1_000)
    try Ordeal.note("- \(tag) \(getpid())", in: log)
}

/// Waits for its worker's death in its first attempt, and returns in its second.
@Delay(retries: 1, backoff: .constant(.zero))
func victim(_ tag: String) throws {
    let attempt = TaskContext.current?.attempt ?? 0
    say("begin", tag, getpid(), attempt)
    while attempt == 1 { pause() }
}

/// Waits for its worker's death the first time, whichever attempt that is, and returns the next time.
@Delay
func stuck(_ tag: String, marker: String) throws {
    // Before it is said, since the worker may be killed as soon as it is.
    let file = unsafe open(marker, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    say("begin", tag, getpid(), TaskContext.current?.attempt ?? 0)
    guard file >= 0 else { return }
    close(file)
    while true { pause() }
}

/// Starts a program that leaves another one behind, as daemons do, and waits; heeds its cancellation, or does not.
@Delay(timeout: .milliseconds(500))
func leavesDaemon(_ tag: String, _ kind: String) async throws {
    let output = Pipe()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "sleep 600 >/dev/null 2>&1 & echo $!"]
    shell.standardOutput = output
    try shell.run()
    // To the end of what the shell writes, which is its own end; Foundation would wait for the daemon as well.
    let daemon = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    say("begin", tag, getpid(), daemon.trimmingCharacters(in: .newlines))
    switch kind {
    case "heeds": try await Task.sleep(for: .seconds(600))
    case "returns": return
    default: while true { pause() }
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

/// Returns as much as goes along with the news of its end.
@Delay
func wide() async throws -> Delayed<String> {
    String(repeating: "w", count: 250)
}

enum Ordeal {
    /// - Returns: whether there is such an order.
    static func make(_ command: String, _ words: [String]) async throws -> Bool {
        switch command {
        case "ordeal": try await ordeal(words[0], words[1])
        case "fork": fork()
        case "victim": try victim(words[0])
        case "leavesDaemon": try await leavesDaemon(words[0], words[1])
        case "stuck": try stuck(words[0], marker: words[1])
        case "freeze": try await freeze(words[0])
        case "reserved":
            // Short ones first, so that the worker reserves the last two together.
            let id = try await Autocron.transaction {
                for number in 0..<300 { quiet(number) }
                halt()
                return try await echo("behind").id
            }
            say("stored", id)
        case "wide":
            try await Autocron.transaction { for _ in 0..<(Int(words[0]) ?? 0) { _ = try await wide() } }
            say("kept", words[0])
        case "effect":
            try await effect(words[0], milliseconds: Int(words[1]) ?? 0, log: words[2])
            say("kept", words[0])
        default: return false
        }
        return true
    }

    static func suffer(_ kind: String) throws {
        switch kind {
        case "words":
            for number in 1...3 { FileHandle.standardError.write(Data("word \(number) \u{1B}[31m\n".utf8)) }
            fatalError("no more words")
        case "bounds": print(element(7, of: [1, 2, 3]))
        case "unwrap":
            // swift-format-ignore: NeverForceUnwrap
            print(Int(kind)!)
        case "recursion": print(depth(0))
        case "abort": abort()
        case "exit": exit(0)
        case "streams": for number in Int32(0)...2 { close(number) }
        case "valid":
            for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 { throw Refusal(attempt: Int(number)) }
        case "flood", "errorFlood": flood(kind == "flood" ? 1 : 2, mebibytes: 1_024)
        case "close": for number in Int32(3)...255 { close(number) }
        case "closeAndWait":
            for number in Int32(3)...255 { close(number) }
            while true { pause() }
        case "fork": fork()
        case "memory": exhaustMemory()
        case "grow": unsafe grown = [UInt8](repeating: 7, count: 200 << 20)
        case "environment": tellEnvironment()
        case "bytes": tellBytes()
        case _ where kind.hasPrefix("await:"):
            // Opens when the test opens it.
            close(unsafe open(String(kind.dropFirst(6)), O_RDONLY))
            fatalError("it was opened")
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
    private static func fork() {
        typealias Fork = @convention(c) () -> pid_t
        // Swift does not offer it, for reasons that are tested here.
        guard let symbol = unsafe dlsym(nil, "fork") else { return }
        let child = unsafe unsafeBitCast(symbol, to: Fork.self)()
        guard child != 0 else { while true { pause() } }
        say("forked", child)
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
        say("told", name.trimmingCharacters(in: .newlines), "nice", niceness ?? "?", "variables", names.sorted())
    }

    /// Says which bytes this process was given.
    private static func tellBytes() {
        let texts = unsafe [getenv("TEST_BYTES"), CommandLine.unsafeArgv[Int(CommandLine.argc) - 1]]
        let bytes = unsafe texts.map { text -> [UInt8] in
            unsafe text.map { unsafe [UInt8](UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
        }
        say("bytes", bytes.map { $0.map { String($0, radix: 16) }.joined() }.joined(separator: " "))
    }

    /// One write a line, so that lines of several processes do not mix.
    static func note(_ line: String, in path: String) throws {
        let number = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
        defer { close(number) }
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(number, bytes, bytes.count)
    }
}
