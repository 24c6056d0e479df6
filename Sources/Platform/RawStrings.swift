import CPlatform
import Foundation

/// Arguments and variables of this process as the system passed them: bytes, which need not be UTF-8.
///
/// A `String` would replace invalid bytes, and a worker would get them changed.
package enum RawStrings {
    /// Bytes that end with a zero.
    package typealias Text = [CChar]

    /// The arguments, including the program's name.
    package static var arguments: [Text] {
        (0..<Int(CommandLine.argc)).compactMap { unsafe text(CommandLine.unsafeArgv[$0]) }
    }

    #if os(Linux)
    /// The arguments that the kernel started this process with, which may be more than those above; empty if they
    /// cannot be read.
    package static var commandLine: [Text] {
        let bytes = OrdinaryFile.read("/proc/self/cmdline", limit: 4 << 20) ?? []
        let texts = bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        return texts.map { $0.map { CChar(bitPattern: $0) } + [0] }
    }
    #endif

    /// The variables.
    ///
    /// - Parameter changes: Variables to change or to add.
    package static func environment(changing changes: [String: String]) -> [Text] {
        let prefixes = changes.keys.map { $0.utf8.map { CChar(bitPattern: $0) } + [CChar(UInt8(ascii: "="))] }
        var texts: [Text] = []
        var next = unsafe autocron_environment()
        while let text = unsafe text(next.pointee) {
            if !prefixes.contains(where: { text.starts(with: $0) }) { texts.append(text) }
            unsafe next += 1
        }
        return texts + changes.map { Array("\($0.key)=\($0.value)".utf8CString) }
    }

    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> Text? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
    }
}
