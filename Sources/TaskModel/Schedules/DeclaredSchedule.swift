/// A recurring function as a build declares it.
package struct DeclaredSchedule: Equatable, Sendable {
    package var name: String
    /// The text of its expression or interval.
    package var spec: String
    package var options: RunOptions
    package var policies: SchedulePolicies

    package init(
        name: String, spec: String, options: RunOptions = RunOptions(), policies: SchedulePolicies = SchedulePolicies()
    ) {
        self.name = name
        self.spec = spec
        self.options = options
        self.policies = policies
    }
}
