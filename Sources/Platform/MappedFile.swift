import CPlatform
import Foundation

/// A file that is mapped into memory.
///
/// `@unchecked Sendable` is right because every access names its bytes, and the layout defines which process may write
/// which of them when: ``SlotWriter`` holds a lock, and readers read only bytes that a release store has completed.
@safe
package final class MappedFile: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    let size: Int

    /// Maps a file, growing it if it is smaller.
    ///
    /// - Parameters:
    ///   - descriptor: Open for reading and writing; may be closed later.
    ///   - size: Bytes.
    /// - Throws: `SystemFailure`, for example if the disk is full.
    package init(descriptor: Descriptor, size: Int) throws(SystemFailure) {
        // Without disk space behind it, the first write to a mapped page would end the process with a bus error.
        guard Self.reserve(descriptor.number, size) else { throw SystemFailure("cannot make room for a worker's slot") }
        let address = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.number, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw SystemFailure("cannot map a worker's slot into memory")
        }
        unsafe base = address
        self.size = size
    }

    deinit {
        unsafe munmap(base, size)
    }

    private static func reserve(_ number: Int32, _ size: Int) -> Bool {
        #if os(Linux)
        errno = posix_fallocate(number, 0, off_t(size))
        return errno == 0
        #else
        return ftruncate(number, off_t(size)) == 0
        #endif
    }

    /// Stores a number so that a process that loads it sees everything written before.
    package func store(_ value: UInt64, at offset: Int) {
        precondition(offset >= 0 && offset % 8 == 0 && offset + 8 <= size, "a slot's cell lies in its file")
        unsafe autocron_store_release((base + offset).assumingMemoryBound(to: UInt64.self), value)
    }

    package func load(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset % 8 == 0 && offset + 8 <= size, "a slot's cell lies in its file")
        return unsafe autocron_load_acquire((base + offset).assumingMemoryBound(to: UInt64.self))
    }

    package func write(_ bytes: [UInt8], at offset: Int) {
        precondition(offset >= 0 && offset + bytes.count <= size, "a slot's bytes lie in its file")
        unsafe bytes.withUnsafeBytes { source in
            unsafe UnsafeMutableRawBufferPointer(start: base + offset, count: source.count).copyMemory(from: source)
        }
    }

    /// Reads from a descriptor directly into the file.
    ///
    /// - Returns: The number of bytes; 0 at the end, or if reading fails.
    package func receive(from number: Int32, _ count: Int, at offset: Int) -> Int {
        precondition(count >= 0 && offset >= 0 && offset + count <= size, "a slot's bytes lie in its file")
        while true {
            let received = unsafe Foundation.read(number, base + offset, count)
            if received >= 0 { return received }
            guard errno == EINTR else { return 0 }
        }
    }

    package func read(_ count: Int, at offset: Int) -> [UInt8] {
        precondition(count >= 0 && offset >= 0 && offset + count <= size, "a slot's bytes lie in its file")
        return unsafe [UInt8](UnsafeRawBufferPointer(start: base + offset, count: count))
    }
}
