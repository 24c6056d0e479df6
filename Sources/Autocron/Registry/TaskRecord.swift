/// What a marked function leaves in the executable: a constant of 16 bytes (on 64-bit platforms) in the section
/// `autocron_tasks` (ELF) or `__DATA_CONST,__autocron` (Mach-O).
///
///     offset  0   UInt32                    kind, always 0x4155544F ("AUTO")
///     offset  4   UInt32                    version of this layout, now 1
///     offset  8   @convention(c) () -> ()   registers the function
///
/// A section holds records of one layout only, so that its bounds make an array. Linkers may pad it with zeros, hence
/// a kind that is not zero. A record can hold no strings; names and options live behind the function. The macros write
/// records (`RecordPeers.swift` in `AutocronMacros`), the registry reads them.
struct TaskRecord {
    /// Which records are ours.
    let kind: UInt32
    /// How the rest is laid out.
    let version: UInt32
    /// Calls `_register` with what the attribute says.
    let register: @convention(c) () -> Void

    /// The kind of all our records.
    static let kind: UInt32 = 0x4155_544F
    /// The layout described here.
    static let version: UInt32 = 1
}
