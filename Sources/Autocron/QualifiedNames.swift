public import CronSchedule

// The module and its main type share a name, and `Autocron.TaskID` means a member of the type: hence these members.
extension Autocron {
    /// How long a task waits between attempts.
    public typealias Backoff = Autocron::Backoff
    /// A handle of a stored task.
    public typealias Delayed<Value> = Autocron::Delayed<Value>
    /// What becomes of runs that nobody was there to start.
    public typealias MissedRuns = CronSchedule::MissedRuns
    /// What becomes of a run that is due while the previous one goes on.
    public typealias Overlap = CronSchedule::Overlap
    /// Why a task has no result, or why a call could not store one.
    public typealias TaskError = Autocron::TaskError
    /// A task's name for all time.
    public typealias TaskID = Autocron::TaskID
    /// Where a task stands.
    public typealias TaskStatus = Autocron::TaskStatus
    /// Which calls with equal arguments are stored once only.
    public typealias Uniqueness = Autocron::Uniqueness
    /// A day of the week.
    public typealias Weekday = CronSchedule::Weekday
}
