/// The space that a store takes, in bytes.
package struct StorageSize: Hashable, Sendable {
    package var bytes: Int64
    /// The size of the write-ahead log; nil for a store whose log is its server's affair.
    package var walBytes: Int64?

    package init(bytes: Int64, walBytes: Int64?) {
        self.bytes = bytes
        self.walBytes = walBytes
    }
}
