import Foundation
package import TaskModel

// Which queues the workers of the hosting program serve: a row among the settings, which builds that do not know it
// ignore.

extension Connection {
    /// Stores the queues whose tasks the workers take, for tools.
    ///
    /// - Parameter queues: Their names; nil for all.
    /// - Throws: `StoreError`.
    func pin(servedQueues queues: Set<String>?) throws(StoreError) {
        let names = queues.flatMap { try? JSONEncoder().encode($0.sorted()) }
        try statement(
            """
            INSERT INTO autocron_settings(key, pinned) VALUES ('served-queues', ?1) \
            ON CONFLICT(key) DO UPDATE SET pinned = excluded.pinned WHERE pinned IS NOT excluded.pinned
            """
        ).run(.optionalText(names.map { String(decoding: $0, as: UTF8.self) }))
    }

    /// Reads the names of the queues whose tasks the workers take, as UTF-8; nil for all.
    package func servedQueues() throws(StoreError) -> Set<[UInt8]>? {
        let found = try statement("SELECT pinned FROM autocron_settings WHERE key = 'served-queues'")
            .first { $0.optionalText(0) }
        guard let names = found ?? nil else { return nil }
        let decoded = try? JSONDecoder().decode([String].self, from: Data(names.utf8))
        return decoded.map { Set($0.map { Array($0.utf8) }) }
    }
}
