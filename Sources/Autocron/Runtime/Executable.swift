import Foundation
import Platform

/// The program that is running.
enum Executable {
    /// The file to execute for another process of the same build.
    ///
    /// On Linux the link names the very file that this process was started from, even if it has been replaced or
    /// deleted since. Elsewhere a replaced file is another build.
    static var path: String {
        #if os(Linux)
        "/proc/self/exe"
        #else
        Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
        #endif
    }

    /// The arguments to start it with: this program's own arguments, including the program's name.
    ///
    /// For a program that was started through the dynamic loader, as in `ld-linux-x86-64.so.2 --library-path lib
    /// ./app`, the link above names the loader. The loader needs its own arguments again, and opens the program anew.
    static var arguments: [RawStrings.Text] {
        #if os(Linux)
        let whole = RawStrings.commandLine
        if isLoader((displayPath as NSString).lastPathComponent), whole.count > Int(CommandLine.argc) { return whole }
        #endif
        return RawStrings.arguments
    }

    /// Whether a file has a dynamic loader's name: `ld-linux-x86-64.so.2`, `ld-2.31.so`, `ld-musl-aarch64.so.1`.
    static func isLoader(_ name: String) -> Bool {
        (name.hasPrefix("ld-") || name.hasPrefix("ld.") || name.hasPrefix("ld64.")) && name.contains(".so")
    }

    /// Its name in messages.
    static var displayPath: String {
        #if os(Linux)
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? path
        #else
        path
        #endif
    }

    /// This build's name in messages: `'/srv/app' of 2026-07-14T10:32:05Z`.
    static var build: String {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return "'\(displayPath)'" }
        #if canImport(Darwin)
        let seconds = information.st_mtimespec.tv_sec
        #else
        let seconds = information.st_mtim.tv_sec
        #endif
        return "'\(displayPath)' of \(WallTime(microseconds: Int64(seconds) * 1_000_000).text)"
    }
}
