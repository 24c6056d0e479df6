#if PostgreSQL
package import TaskModel

// The build that started last, and its functions, so that tools can tell a known name from a mistyped one.

extension PostgresConnection {
    /// The names of all functions in the program that started last.
    package func functionNames() throws(StoreError) -> [String] {
        try rows(#"SELECT name FROM functions ORDER BY name COLLATE "C""#) { $0.text(0) }
    }

    /// Stores the functions of a program.
    func note(functions: Set<String>) throws(StoreError) {
        guard try Set(functionNames()) != functions else { return }
        // Of two builds that start at once, the second replaces all that the first has stored.
        try run("SELECT 1 FROM changes WHERE id = 1 FOR UPDATE")
        let names = functions.sorted()
        try run("DELETE FROM functions WHERE name <> ALL($1)", .texts(names))
        try run("INSERT INTO functions(name) SELECT unnest($1) ON CONFLICT DO NOTHING", .texts(names))
    }

    /// The build that started last; nil if none has yet.
    package func lastBuild() throws(StoreError) -> String? {
        try first("SELECT description FROM build WHERE id = 1") { $0.text(0) }
    }

    /// Records that a build has started.
    ///
    /// - Parameter build: Its name in messages.
    package func note(build: String) throws(StoreError) {
        try run(
            """
            INSERT INTO build(id, description) VALUES (1, $1) \
            ON CONFLICT (id) DO UPDATE SET description = excluded.description
            """, .text(build))
    }
}
#endif
