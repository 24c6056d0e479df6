import CPlatform
import Foundation
import TaskStore

/// The terminal while `watch` has it: the one place that reads keys and writes control sequences other than colours.
///
/// Whatever ends the program, the terminal is given back as it was: by ``end()``, by the handler of a signal, or, after a
/// crash, by C code that only does what a signal handler may.
final class Terminal {
    enum Event: Hashable {
        case keys([WatchModel.Key])
        case resized
        /// The program is to end, for this signal.
        case ended(Int32)
        case timeout
    }

    private let signals: (reading: Descriptor, writing: Descriptor)
    private var keys = KeyReader()
    private var shown: [String] = []
    private var shownSize = (columns: 0, rows: 0)

    /// - Throws: `AdminError` where there is no terminal, `SystemFailure`.
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
        guard autocron_terminal_begin(STDOUT_FILENO, signals.writing.number) else {
            throw SystemFailure("the terminal cannot be set up")
        }
    }

    /// Gives the terminal back.
    func end() {
        autocron_terminal_end()
    }

    /// Stops this process, and those that the shell started with it, as Ctrl-Z does, until the shell lets them go on.
    ///
    /// Not by SIGSTOP: where no shell would let it go on, in an orphaned process group, the kernel drops SIGTSTP, and the
    /// view goes on at once.
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

    /// Whether it shows more than ASCII, as the environment says.
    static func hasBlocks(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.lowercased().contains("utf-8") || locale.lowercased().contains("utf8")
    }

    /// Shows a frame, in one write and without clearing the screen first, so that nothing flickers.
    ///
    /// - Returns: false if the terminal is gone.
    func show(_ lines: [String]) -> Bool {
        let size = self.size
        let isResized = size != shownSize
        guard lines != shown || isResized else { return true }
        shownSize = size
        var text = isResized ? "\u{1B}[2J" : ""
        // Each line is erased before it is written: at the end of one as wide as the terminal, the cursor stands on its
        // last cell, and erasing to the right would take that.
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

    /// Sleeps until something happens.
    func wait(until deadline: ContinuousClock.Instant) -> Event {
        // A key that begins with Esc comes in one piece, or with it alone.
        let patience = keys.isWaiting ? min(deadline, .now + .milliseconds(80)) : deadline
        let left = max(0, (patience - .now) / .milliseconds(1))
        var entries = [STDIN_FILENO, signals.reading.number].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let result = unsafe poll(&entries, nfds_t(entries.count), Int32(min(left.rounded(.up), 60_000)))
        if let numbers = signals.reading.readAvailable()?.map(Int32.init), !numbers.isEmpty {
            // The end comes first, also when the window was resized before it.
            return numbers.first { $0 != SIGWINCH }.map(Event.ended) ?? .resized
        }
        guard result > 0, entries[0].revents != 0 else {
            return keys.isWaiting ? .keys(keys.giveUp()) : .timeout
        }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(STDIN_FILENO, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return .keys([]) }
        // With no bytes and yet ready to be read, it has been hung up.
        guard count > 0 else { return .ended(SIGHUP) }
        return .keys(keys.keys(from: buffer.prefix(count)))
    }
}
