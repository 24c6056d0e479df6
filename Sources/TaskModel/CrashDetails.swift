/// Details of a crash beyond its signal.
///
/// It is stored with the attempt, so every part of it is short.
package struct CrashDetails: Hashable, Sendable, Codable {
    /// A call that had not returned.
    package struct Frame: Hashable, Sendable, Codable {
        package var function: String
        package var file: String
        package var line: Int
        package var column: Int
        /// How often the call is repeated in a row, if a function calls itself.
        package var times: Int

        package init(function: String, file: String, line: Int, column: Int, times: Int = 1) {
            self.function = function
            self.file = file
            self.line = line
            self.column = column
            self.times = times
        }
    }

    /// The error, in the runtime's words.
    package var reason: String?
    /// The calls in files with known line numbers, the innermost first.
    package var frames: [Frame]
    /// The attempt's last output on standard error.
    package var standardError: String?

    package init(reason: String? = nil, frames: [Frame] = [], standardError: String? = nil) {
        self.reason = reason
        self.frames = frames
        self.standardError = standardError
    }

    /// Reason and innermost call, for a message: `Fatal error: no photo, in shrink(_:) at /src/App/Photos.swift:31`.
    package var summary: String? {
        let place = frames.first.map { "in \($0.function) at \($0.file):\($0.line)" }
        let parts = [reason, place].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}
