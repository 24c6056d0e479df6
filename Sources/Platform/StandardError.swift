import CPlatform
import Dispatch
import Foundation

/// Writes to standard error on behalf of other processes.
package enum StandardError {
    /// Writes everything, and waits if the reader is slow; drops the rest if the reader is gone.
    package static func write(_ bytes: [UInt8], to number: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { buffer in
                unsafe buffer.baseAddress.map { unsafe autocron_write_quietly(number, $0, buffer.count) } ?? 0
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN {
                // The application has made it non-blocking, for all processes that share it.
                var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&entry, 1, -1)
            } else {
                return
            }
        }
    }

    /// How long to wait for the reader of this process's standard error before continuing without it.
    private static let writeTimeout = DispatchTimeInterval.milliseconds(200)

    /// Forwards what a dead worker had written and its pump had not read.
    ///
    /// It writes on a thread of its own: the reader of our standard error may have stopped reading.
    ///
    /// - Parameter pipe: The read end of the worker's standard error.
    /// - Returns: The forwarded bytes.
    package static func salvage(_ pipe: Descriptor) -> [UInt8] {
        var salvaged: [UInt8] = []
        // A pipe holds less than this, so anything beyond it comes from a program that is still writing.
        var hasEnded = false
        while !hasEnded, salvaged.count < 1_048_576, Poll.wait(for: [pipe.number], until: .distantPast)[0] {
            let bytes = pipe.readAvailable(limit: 16_384) ?? []
            hasEnded = bytes.isEmpty
            salvaged += bytes
        }
        guard !hasEnded || !salvaged.isEmpty else { return [] }
        let isPassedOn = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [salvaged, hasEnded] in
            write(salvaged, to: 2)
            isPassedOn.signal()
            // A program that a task has started is still alive, and would die of SIGPIPE if the pipe had no reader.
            while !hasEnded, let bytes = pipe.readAvailable(limit: 16_384), !bytes.isEmpty { write(bytes, to: 2) }
        }
        // If there is a reader, these bytes precede the messages about the crash, and the application's end.
        if !salvaged.isEmpty { _ = isPassedOn.wait(timeout: .now() + writeTimeout) }
        return salvaged
    }
}
