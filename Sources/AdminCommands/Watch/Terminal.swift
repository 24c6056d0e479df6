import CPlatform
import Foundation
import Platform

/// The terminal while `watch` uses it: the one place that reads keys and writes control sequences other than colors.
///
/// However the program ends, the terminal is restored: by ``end()``, by the handler of a signal, or, after a crash, by
/// C code that only makes calls allowed in a signal handler.
final class Terminal {
    enum Event: Hashable {
        case keys([WatchModel.Key])
        case resized
        /// This signal asks the program to end.
        case ended(Int32)
        case timeout
    }

    private let signals: (readEnd: Descriptor, writeEnd: Descriptor)
    private var keys = KeyReader()
    private var shown: [String] = []
    private var shownSize = (columns: 0, rows: 0)

    /// - Throws: `AdminError` if there is no terminal, `SystemFailure`.
    init() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
            throw AdminError(
                .refused, "'watch' needs a terminal; 'autocron status' prints how it stands, also as --json")
        }
        guard ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
            throw AdminError(.refused, "this terminal (TERM=dumb) cannot show a live view; say 'autocron status'")
        }
        signals = try Descriptor.pipe()
        try begin()
    }

    deinit {
        end()
    }

    func begin() throws {
        shown = []
        guard autocron_terminal_begin(STDOUT_FILENO, signals.writeEnd.number) else {
            throw SystemFailure("the terminal cannot be set up")
        }
    }

    /// Restores the terminal.
    func end() {
        autocron_terminal_end()
    }

    /// Stops this process, and those that the shell started with it, as Ctrl-Z does, until the shell continues them.
    ///
    /// It does not use SIGSTOP: in an orphaned process group, no shell would continue the process. There the kernel
    /// drops SIGTSTP, and the view continues at once.
    func suspend() throws {
        end()
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
        try begin()
    }

    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Whether the environment allows more than ASCII.
    static func hasBlocks(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8")
    }

    /// Shows a frame, in one write and without clearing the screen first, to avoid flicker.
    ///
    /// - Returns: False if the terminal is gone.
    func show(_ lines: [String]) -> Bool {
        let size = self.size
        let isResized = size != shownSize
        guard lines != shown || isResized else { return true }
        shownSize = size
        var text = isResized ? "\u{1B}[2J" : ""
        // Each line is erased before it is written. After a line as wide as the terminal, the cursor is on the line's
        // last cell, and erasing to the right would delete that cell.
        for (index, line) in lines.enumerated()
        where isResized || !shown.indices.contains(index) || shown[index] != line {
            text += "\u{1B}[\(index + 1);1H\u{1B}[K\(line)"
        }
        shown = lines
        return write(Array(text.utf8))
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var left = bytes[...]
        while !left.isEmpty {
            let count = unsafe left.withUnsafeBytes { unsafe Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            left = left.dropFirst(count)
        }
        return true
    }

    /// Sleeps until an event.
    func wait(until deadline: ContinuousClock.Instant) -> Event {
        // A key that begins with Esc arrives in one piece, or Esc arrives alone.
        let patience = keys.isWaiting ? min(deadline, .now + .milliseconds(80)) : deadline
        let left = max(0, (patience - .now) / .milliseconds(1))
        var entries = [STDIN_FILENO, signals.readEnd.number].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let result = unsafe poll(&entries, nfds_t(entries.count), Int32(min(left.rounded(.up), 60_000)))
        if let numbers = signals.readEnd.readAvailable()?.map(Int32.init), !numbers.isEmpty {
            // The end takes precedence, even if the window was resized before it.
            return numbers.first { $0 != SIGWINCH }.map(Event.ended) ?? .resized
        }
        guard result > 0, entries[0].revents != 0 else {
            return keys.isWaiting ? .keys(keys.giveUp()) : .timeout
        }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return .keys([]) }
        // A descriptor that is readable but has no bytes has been hung up.
        guard count > 0 else { return .ended(SIGHUP) }
        return .keys(keys.keys(from: buffer.prefix(count)))
    }
}
