import CPlatform
import Dispatch
import Foundation
import TaskStore

/// Writing to standard error on behalf of others.
enum StandardError {
    /// Writes everything, waiting where the reader is slow; what nobody reads any more is dropped.
    static func write(_ bytes: [UInt8], to number: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { buffer in
                unsafe buffer.baseAddress.map { unsafe autocron_write_quietly(number, $0, buffer.count) } ?? 0
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written < 0, errno == EAGAIN {
                // The application has made it non-blocking, for all who share it.
                var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&entry, 1, -1)
            } else {
                return
            }
        }
    }

    /// How long to wait for those who read what this process says; it goes on without them then.
    private static let patience = DispatchTimeInterval.milliseconds(200)

    /// Passes on what a dead worker had written and its pump had not.
    ///
    /// That is done by a thread of its own: whoever reads the application's standard error may have stopped to.
    ///
    /// - Parameter pipe: the reading end of the worker's standard error.
    /// - Returns: what is passed on.
    static func salvage(_ pipe: Descriptor) -> [UInt8] {
        var salvaged: [UInt8] = []
        // A pipe holds less than this, so more comes from a program that is still writing.
        var hasEnded = false
        while !hasEnded, salvaged.count < 1_048_576, Poll.wait(for: [pipe.number], until: 0)[0] {
            let bytes = pipe.readAvailable(limit: 16_384) ?? []
            hasEnded = bytes.isEmpty
            salvaged += bytes
        }
        guard !hasEnded || !salvaged.isEmpty else { return [] }
        let isPassedOn = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [salvaged, hasEnded] in
            write(salvaged, to: 2)
            isPassedOn.signal()
            // Some program that a task has started lives on, and would die of SIGPIPE if nobody read what it writes.
            while !hasEnded, let bytes = pipe.readAvailable(limit: 16_384), !bytes.isEmpty { write(bytes, to: 2) }
        }
        // Where somebody reads, these words come before those about the crash, and before the application's end.
        if !salvaged.isEmpty { _ = isPassedOn.wait(timeout: .now() + patience) }
        return salvaged
    }
}
