import ArgumentParser

/// The tasks to change: some by their identifiers, or all that match a filter.
struct SelectionOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("Identifiers of tasks, as 'autocron tasks' shows them.", valueName: "id"))
    var ids: [TaskIDArgument] = []

    @Flag(help: "All tasks, or all that --state, --queue and --name leave.")
    var all = false

    @OptionGroup var filter: FilterOptions

    func validate() throws {
        if ids.isEmpty, !all { throw ValidationError("name tasks by their identifiers, or say --all") }
        if !ids.isEmpty, all { throw ValidationError("name tasks by their identifiers or say --all, not both") }
        if !all, !filter.isEmpty { throw ValidationError("--state, --queue and --name go with --all only") }
    }
}
