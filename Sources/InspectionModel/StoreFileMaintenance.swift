package import TaskModel

/// What concerns a database's file as a whole; only stores that are files have it.
package protocol StoreFileMaintenance: Sendable {
    /// The path without symbolic links.
    var path: String { get }

    /// Opens the file once, as every command does, so that what is no database of ours is refused.
    func check() throws(StoreError)

    /// The size of its content in bytes.
    func bytes() throws(StoreError) -> Int64

    /// The tables in the file that are not Autocron's.
    func foreignTables() throws(StoreError) -> [String]

    /// Rewrites the file without free pages; the caller must hold the pool's lock.
    func vacuum() throws(StoreError)

    /// Writes a consistent copy while other processes use the file.
    ///
    /// - Parameter path: An empty file.
    func copy(to path: String) throws(StoreError)

    /// Refuses a name that a copy cannot have.
    func checkName(ofCopy name: String) throws(StoreError)

    /// Makes sure that no other process has the file open; the caller must hold the pool's lock.
    ///
    /// - Returns: False if another process has it open; the file is then unchanged.
    func isolate() throws(StoreError) -> Bool

    /// Deletes the file and our own files beside it, by name; a folder that contains anything else is kept.
    ///
    /// - Throws: `SystemFailure`.
    func delete() throws
}
