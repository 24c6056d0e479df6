// The functions of the program that started last, so that others can tell a name that is known from one that is mistyped.

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
}
