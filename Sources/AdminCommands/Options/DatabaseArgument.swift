import ArgumentParser
import Inspection
import TaskModel

/// The first argument of all commands but one.
struct DatabaseArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The file that the application gives to 'Autocron.start', or a PostgreSQL connection string.",
            valueName: "database"),
        completion: .file()
    )
    var path: String

    /// Opens the database; a missing one is not created.
    func open() throws(StoreError) -> InspectedDatabase {
        try AdminDatabase.open(path)
    }
}
