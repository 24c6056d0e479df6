#if PostgreSQL
package import TaskModel

extension PostgresConnection {
    /// Runs a statement and makes a value of each row.
    package func rows<R>(
        _ sql: String, _ values: PostgresValue..., make: (PostgresRow) throws(StoreError) -> R
    ) throws(StoreError) -> [R] {
        try rows(sql, values, make: make)
    }

    package func rows<R>(
        _ sql: String, _ values: [PostgresValue], make: (PostgresRow) throws(StoreError) -> R
    ) throws(StoreError) -> [R] {
        let result = try execute(sql, values)
        var made: [R] = []
        made.reserveCapacity(result.count)
        for row in 0..<result.count { made.append(try make(PostgresRow(result: result, row: Int32(row)))) }
        return made
    }

    /// Runs a statement and makes a value of its first row, if it has one.
    package func first<R>(
        _ sql: String, _ values: PostgresValue..., make: (PostgresRow) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        try first(sql, values, make: make)
    }

    package func first<R>(
        _ sql: String, _ values: [PostgresValue], make: (PostgresRow) throws(StoreError) -> R
    ) throws(StoreError) -> R? {
        let result = try execute(sql, values)
        return result.count == 0 ? nil : try make(PostgresRow(result: result, row: 0))
    }

    /// Runs a statement and returns whether it has a row.
    package func exists(_ sql: String, _ values: PostgresValue...) throws(StoreError) -> Bool {
        try execute(sql, values).count > 0
    }

    /// Runs a statement.
    ///
    /// - Returns: The number of rows that it inserted, updated or deleted.
    @discardableResult
    package func run(_ sql: String, _ values: PostgresValue...) throws(StoreError) -> Int {
        try execute(sql, values).changes
    }

    @discardableResult
    package func run(_ sql: String, _ values: [PostgresValue]) throws(StoreError) -> Int {
        try execute(sql, values).changes
    }
}
#endif
