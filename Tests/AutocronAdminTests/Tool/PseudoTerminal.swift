import Foundation
import TestSupport
import Testing

/// A terminal of a given width, for a program to write to.
struct PseudoTerminal {
    /// What a terminal emulator reads.
    let master: Int32
    /// What the program takes for its terminal.
    let slave: Int32

    init(columns: UInt16, rows: UInt16 = 24) throws {
        master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(master >= 0)
        slave = unsafe open(try Self.unlock(master), O_RDWR | O_NOCTTY)
        try #require(slave >= 0)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        try #require(unsafe ioctl(slave, UInt(TIOCSWINSZ), &size) == 0)
    }

    private static func unlock(_ master: Int32) throws -> String {
        #if os(Linux)
        // TIOCSPTLCK and TIOCGPTN of ioctl_tty(2); Glibc's module leaves unlockpt and ptsname out.
        var (lock, number): (Int32, UInt32) = (0, 0)
        try #require(unsafe ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        return "/dev/pts/\(number)"
        #else
        try #require(grantpt(master) == 0 && unlockpt(master) == 0)
        return try #require(unsafe ptsname(master).map { unsafe String(cString: $0) })
        #endif
    }

    /// Reads what a program says, until nobody has the terminal open any more, which some systems call an error.
    ///
    /// - Parameter program: runs the program with its end of the terminal, without waiting for it.
    func capture(_ program: (FileHandle) throws -> Void) rethrows -> String {
        try program(FileHandle(fileDescriptor: slave, closeOnDealloc: false))
        close(slave)
        defer { close(master) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = unsafe read(master, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
