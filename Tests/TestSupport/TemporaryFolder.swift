import Foundation

/// A folder for one test, removed with this object.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("autocron-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A path in the folder.
    package func file(_ name: String) -> String { path + "/" + name }

    /// The path of the test's database.
    package var database: String { file("app.db") }

    /// Writes a file.
    ///
    /// - Returns: Its path.
    package func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

extension TemporaryFolder {
    /// The path of a named pipe at which the test application's task `gate` waits.
    package func gate(_ name: String) -> String { file("\(name).gate") }

    /// Lets the task proceed that waits at a gate.
    package func open(gate name: String) {
        let descriptor = unsafe Foundation.open(gate(name), O_WRONLY | O_CLOEXEC)
        if descriptor >= 0 { close(descriptor) }
    }
}
