#if PostgreSQL
import CPostgres
import Platform
import TaskModel

extension PostgresConnection {
    /// Waits for messages of channels that this session listens to.
    ///
    /// - Parameter deadline: When to return without any.
    /// - Returns: The messages, in order.
    /// - Throws: `StoreError` if the session is lost.
    func notifications(until deadline: MonotonicTime) throws(StoreError) -> [String] {
        var messages = takeNotifications()
        while messages.isEmpty, SocketWait.wait(for: descriptor, toWrite: false, until: deadline) {
            guard unsafe PQconsumeInput(handle) == 1, unsafe PQstatus(handle) == CONNECTION_OK else { throw lost() }
            messages = takeNotifications()
        }
        return messages
    }

    private func takeNotifications() -> [String] {
        var messages: [String] = []
        while let notification = unsafe PQnotifies(handle) {
            messages.append(unsafe String(cString: notification.pointee.extra))
            unsafe PQfreemem(notification)
        }
        return messages
    }
}
#endif
