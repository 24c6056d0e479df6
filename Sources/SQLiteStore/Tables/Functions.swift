package import TaskModel

// The build that started last, and its functions, so that tools can tell a known name from a mistyped one.

extension Connection {
    /// The names of all functions in the program that started last.
    package func functionNames() throws(StoreError) -> [String] {
        try statement("SELECT name FROM autocron_functions ORDER BY name").rows { $0.text(0) }
    }

    /// Stores the functions of a program.
    func note(functions: Set<String>) throws(StoreError) {
        guard try Set(functionNames()) != functions else { return }
        try statement("DELETE FROM autocron_functions").run()
        for name in functions {
            try statement("INSERT INTO autocron_functions(name) VALUES (?1)").run(.text(name))
        }
    }

    /// The build that started last; nil if none has yet.
    package func lastBuild() throws(StoreError) -> String? {
        try statement("SELECT description FROM autocron_build").first { $0.text(0) }
    }

    /// Records that a build has started.
    ///
    /// - Parameter build: Its name in messages.
    package func note(build: String) throws(StoreError) {
        try statement("INSERT OR REPLACE INTO autocron_build(id, description) VALUES (1, ?1)").run(.text(build))
    }
}
