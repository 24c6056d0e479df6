/// The write-ahead log's measure.
package enum WriteAheadLog {
    /// Pages from which on it is copied into the file: 16 MB.
    package static let limit = 4_000

    /// Pages from which on callers that commit for themselves ask for that, too: 64 MB.
    ///
    /// Copying wants the processor and the disk that they want, and most bursts end before.
    package static let limitOfCallers = 4 * limit

    /// Bytes beyond which its file is certainly not copied: whoever copies it wholly cuts it back to 64 MB.
    package static let sizeOfUncopied: Int64 = 80 << 20

    /// Bytes that its file keeps while nothing happens.
    ///
    /// To make a file longer takes more time than to write it again, so the log of a small burst is kept.
    package static let restingSize: Int64 = 4 << 20
}
