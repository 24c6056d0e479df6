import CPlatform
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

    /// Passes on what a dead worker had written and its pump had not.
    ///
    /// - Parameter pipe: the reading end of the worker's standard error.
    /// - Returns: what was passed on.
    static func salvage(_ pipe: Descriptor) -> [UInt8] {
        var salvaged: [UInt8] = []
        // A pipe holds less than this, so more comes from a program that is still writing.
        while salvaged.count < 1_048_576, Poll.wait(for: [pipe.number], until: 0)[0] {
            guard let bytes = pipe.readAvailable(limit: 16_384), !bytes.isEmpty else { return salvaged }
            salvaged += bytes
            write(bytes, to: 2)
        }
        // Some program that a task has started lives on, and would die of SIGPIPE if nobody read what it writes.
        Thread.detachNewThread {
            while let bytes = pipe.readAvailable(limit: 16_384), !bytes.isEmpty { write(bytes, to: 2) }
        }
        return salvaged
    }
}
