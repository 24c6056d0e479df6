import Foundation
import TestSupport
import Testing

/// The tool on a pseudo-terminal, with keys to type and a window to resize.
///
/// `@unchecked Sendable` is right because the text is touched under `condition`'s lock alone, and the rest is constant.
final class TerminalSession: @unchecked Sendable {
    enum End: Hashable {
        case exited(Int32)
        case signaled(Int32)
    }

    private let terminal: PseudoTerminal
    private let process = Process()
    private let found: [UInt32]
    private let condition = NSCondition()
    private var bytes: [UInt8] = []
    /// How far ``expect(_:)`` has read.
    private var read = 0
    private var hasEnded = false

    init(_ arguments: [String], columns: UInt16, rows: UInt16, environment: [String: String] = [:]) throws {
        terminal = try PseudoTerminal(columns: columns, rows: rows)
        found = Self.modes(of: terminal.slave)
        process.executableURL = URL(fileURLWithPath: Tool.executable)
        process.arguments = arguments
        let style = ["TERM": "xterm", "LANG": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no"]
        process.environment = Tool.quietEnvironment.merging(style.merging(environment) { $1 }) { $1 }
        let end = FileHandle(fileDescriptor: terminal.slave, closeOnDealloc: false)
        process.standardInput = end
        process.standardOutput = end
        process.standardError = end
        try process.run()
        Thread.detachNewThread { [self] in listen() }
        Thread.detachNewThread { [self] in
            process.waitUntilExit()
            condition.withLock {
                hasEnded = true
                condition.broadcast()
            }
        }
    }

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = unsafe Foundation.read(terminal.master, &buffer, buffer.count), count > 0 {
            condition.withLock {
                bytes += buffer.prefix(count)
                condition.broadcast()
            }
        }
    }

    var text: String { condition.withLock { String(decoding: bytes, as: UTF8.self) } }

    /// Waits for a text that is written after all that was waited for before.
    func expect(_ text: String) async throws {
        let wanted = Array(text.utf8)
        try await onThread { [self] in
            try wait("'\(text)'") {
                guard let place = bytes[read...].firstRange(of: wanted) else { return false }
                read = place.upperBound
                return true
            }
        }
    }

    private func wait(_ what: String, until isThere: () -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: 20)
        condition.lock()
        defer { condition.unlock() }
        while !isThere() {
            guard condition.wait(until: deadline) else {
                throw Missing(what: what, text: String(decoding: bytes[read...], as: UTF8.self))
            }
        }
    }

    struct Missing: Error {
        var what: String
        var text: String
    }

    func type(_ text: String) {
        let keys = Array(text.utf8)
        _ = unsafe write(terminal.master, keys, keys.count)
    }

    func resize(columns: UInt16, rows: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(terminal.master, UInt(TIOCSWINSZ), &size)
        // The kernel tells the terminal's foreground group, which a process without a controlling terminal is not in.
        kill(SIGWINCH)
    }

    func kill(_ signal: Int32) {
        Foundation.kill(process.processIdentifier, signal)
    }

    func end() async throws -> End {
        try await onThread { [self] in try wait("the end") { hasEnded } }
        return process.terminationReason == .exit
            ? .exited(process.terminationStatus) : .signaled(process.terminationStatus)
    }

    /// Whether the terminal's modes are those that it had at first.
    var isAsFound: Bool { Self.modes(of: terminal.slave) == found }

    private static func modes(of terminal: Int32) -> [UInt32] {
        var modes = termios()
        unsafe tcgetattr(terminal, &modes)
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag].map { UInt32($0) }
    }

    deinit {
        if process.isRunning { kill(SIGKILL) }
        close(terminal.slave)
        close(terminal.master)
    }
}
