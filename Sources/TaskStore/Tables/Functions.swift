// The build that started last, and its functions, so that others can tell a name that is known from one that is mistyped.

extension Connection {
    /// The names of all functions that the program which started last has.
    package func functionNames() throws(StoreError) -> [String] {
        try statement("SELECT name FROM autocron_functions ORDER BY name").rows { $0.text(0) }
    }

    /// Notes the functions of a program.
    func note(functions: Set<String>) throws(StoreError) {
        guard try Set(functionNames()) != functions else { return }
        try statement("DELETE FROM autocron_functions").run()
        for name in functions {
            try statement("INSERT INTO autocron_functions(name) VALUES (?1)").run(.text(name))
        }
    }

    /// Which build has started last; nil where none has yet.
    package func lastBuild() throws(StoreError) -> String? {
        try statement("SELECT description FROM autocron_build").first { $0.text(0) }
    }

    /// Notes that a build has started.
    ///
    /// - Parameter build: what to call it.
    package func note(build: String) throws(StoreError) {
        try statement("INSERT OR REPLACE INTO autocron_build(id, description) VALUES (1, ?1)").run(.text(build))
    }
}
