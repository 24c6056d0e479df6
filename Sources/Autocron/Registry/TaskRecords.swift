import CTaskRecords

#if canImport(Darwin)
import MachO
#endif

/// The section of the executable that holds the marked functions' records; see ``TaskRecord`` for their layout.
enum TaskRecords {
    /// Lets each record register its function.
    static func registerAll() {
        unsafe sections().forEach { unsafe registerAll(in: $0) }
    }

    private static func registerAll(in bounds: UnsafeRawBufferPointer) {
        let stride = MemoryLayout<TaskRecord>.stride
        var offset = 0
        while offset + stride <= bounds.count {
            let record = unsafe bounds.load(fromByteOffset: offset, as: TaskRecord.self)
            // Linkers may pad a section with zeros, which have another kind.
            if record.kind == TaskRecord.kind, record.version == TaskRecord.version { record.register() }
            offset += stride
        }
    }

    #if canImport(Darwin)
    /// Each image that is loaded may have such a section; a test bundle is one of its own.
    private static func sections() -> [UnsafeRawBufferPointer] {
        unsafe (0..<_dyld_image_count()).compactMap { index in
            guard let header = unsafe _dyld_get_image_header(index) else { return nil }
            let image = unsafe UnsafeRawPointer(header).assumingMemoryBound(to: mach_header_64.self)
            var size: UInt = 0
            guard let start = unsafe getsectiondata(image, "__DATA_CONST", "__autocron", &size) else { return nil }
            return unsafe UnsafeRawBufferPointer(start: start, count: Int(size))
        }
    }
    #else
    private static func sections() -> [UnsafeRawBufferPointer] {
        guard let begin = unsafe autocron_records_begin(), let end = unsafe autocron_records_end() else {
            return unsafe []
        }
        return unsafe [UnsafeRawBufferPointer(start: begin, count: unsafe end - begin)]
    }
    #endif
}
