import Foundation

/// Reads and writes pipes without buffers in between.
enum Bytes {
    struct Ended: Error {}

    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        _ = unsafe Foundation.write(descriptor, bytes, bytes.count)
    }

    static func write(_ number: Int64, to descriptor: Int32) {
        var number = number
        _ = unsafe Foundation.write(descriptor, &number, MemoryLayout<Int64>.size)
    }

    /// Waits for one byte.
    ///
    /// - Returns: false at the end of the stream.
    static func readPoke(from descriptor: Int32) -> Bool {
        var byte: UInt8 = 0
        return unsafe read(descriptor, &byte, 1) == 1
    }

    static func readNumber(from descriptor: Int32) throws -> Int64 {
        var number: Int64 = 0
        guard unsafe read(descriptor, &number, MemoryLayout<Int64>.size) == MemoryLayout<Int64>.size else {
            throw Ended()
        }
        return number
    }
}
