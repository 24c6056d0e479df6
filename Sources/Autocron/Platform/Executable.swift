import Foundation

/// The program that is running.
enum Executable {
    /// What to start for another process of the same build.
    ///
    /// On Linux the link names the very file that this process was started from, also when it was replaced or deleted
    /// since. Elsewhere a replaced file is another build.
    static var path: String {
        #if os(Linux)
        "/proc/self/exe"
        #else
        Bundle.main.executablePath ?? CommandLine.arguments.first ?? ""
        #endif
    }

    /// What to call it in messages.
    static var displayPath: String {
        #if os(Linux)
        (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? path
        #else
        path
        #endif
    }
}
