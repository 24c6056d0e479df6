#if PostgreSQL
import Foundation
import TaskModel

/// A call of ``EnqueueFunction`` by a driver that is not ours.
struct FunctionCall: EnqueueStatement {
    let sql: String

    init(schema: String, notifies: Bool) {
        // The casts leave nothing to be guessed by a driver, which would send the text as `json` in another format.
        sql = "SELECT \"\(schema)\".enqueue($1::text::json, notifies => \(notifies))"
    }

    /// - Returns: One JSON array, however many tasks there are.
    func parameters(for tasks: [NewTask]) throws(StoreError) -> [String] {
        do {
            return [String(decoding: try JSONEncoder().encode(tasks.map(EnqueueCall.init)), as: UTF8.self)]
        } catch {
            throw StoreError(.unexpected, "tasks cannot be written as JSON: \(error)")
        }
    }
}
#endif
