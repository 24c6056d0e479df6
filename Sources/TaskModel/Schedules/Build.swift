/// A build of a program: its name in messages, and its functions.
package struct Build: Equatable, Sendable {
    /// A text for people, such as "'/srv/app' of 2026-07-14 10:32:05 UTC".
    package var description: String
    /// Its recurring functions.
    package var schedules: [DeclaredSchedule]
    /// The names of all its functions, recurring or not.
    package var functions: Set<String>

    package init(description: String, schedules: [DeclaredSchedule], functions: Set<String>) {
        self.description = description
        self.schedules = schedules
        self.functions = functions
    }
}
