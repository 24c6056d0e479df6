package import TaskModel

/// A store whose connections on one machine wait for each other in the page that the pool's processes share.
package protocol WriteQueueMember {
    /// Makes this process wait for the right to write in a queue with the other processes of its pool.
    ///
    /// - Parameters:
    ///   - page: The memory that the processes share.
    ///   - lane: The queue.
    /// - Throws: `StoreError` if the store is closed.
    func joinWriteQueue(on page: SharedPage, as lane: SharedPage.Lane) throws(StoreError)
}
