/// The limits of the write-ahead log's size.
package enum WriteAheadLog {
    /// The number of pages at which a checkpoint is requested: 16 MB.
    package static let limit = 4_000

    /// The number of pages at which callers that commit for themselves request one, too: 64 MB.
    ///
    /// A checkpoint competes with callers for CPU and disk, and most bursts end before this size.
    package static let limitOfCallers = 4 * limit

    /// A file of more bytes certainly needs a checkpoint: a complete one truncates it to 64 MB.
    package static let sizeOfUncopied: Int64 = 80 << 20

    /// The bytes that its file keeps while nothing happens.
    ///
    /// Extending a file takes more time than overwriting it, so the WAL of a small burst is kept.
    package static let restingSize: Int64 = 4 << 20
}
