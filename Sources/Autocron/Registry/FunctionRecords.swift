import CTaskRecords

#if canImport(Darwin)
import MachO
#endif

/// The section of the executable that holds the marked functions' records; see ``FunctionRecord`` for their layout.
enum FunctionRecords {
    /// Lets each record register its function.
    static func registerAll() {
        unsafe sections().forEach { unsafe registerAll(in: $0) }
    }

    private static func registerAll(in bounds: UnsafeRawBufferPointer) {
        let stride = MemoryLayout<FunctionRecord>.stride
        var offset = 0
        while offset + stride <= bounds.count {
            let record = unsafe bounds.load(fromByteOffset: offset, as: FunctionRecord.self)
            // Linkers may pad a section with zeros, which are not a valid kind.
            if record.kind == FunctionRecord.kind, record.version == FunctionRecord.version { record.register() }
            offset += stride
        }
    }

    #if canImport(Darwin)
    /// Each loaded image may have such a section; a test bundle is an image of its own.
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

/// The constant that a marked function leaves in the executable: 16 bytes (on 64-bit platforms) in the section
/// `autocron_tasks` (ELF) or `__DATA_CONST,__autocron` (Mach-O).
///
///     offset  0   UInt32                    kind, always 0x4155544F ("AUTO")
///     offset  4   UInt32                    version of this layout, now 1
///     offset  8   @convention(c) () -> ()   registers the function
///
/// A section contains records of one layout only, so that its bounds make an array. Linkers may pad it with zeros, so
/// the kind is not zero. A record cannot contain strings; the function provides the name and the options. The macros
/// write records (`RecordPeers.swift` in `MacroExpansion`), the registry reads them.
struct FunctionRecord {
    /// Identifies our records.
    let kind: UInt32
    /// The layout's version.
    let version: UInt32
    /// Calls `_register` with the attribute's options.
    let register: @convention(c) () -> Void

    /// The kind of all our records.
    static let kind: UInt32 = 0x4155_544F
    /// The layout described here.
    static let version: UInt32 = 1
}
