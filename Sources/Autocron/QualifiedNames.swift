public import CronSchedule
public import CronSyntax
public import TaskModel

// The module and its main type share a name, and `Autocron.TaskID` means a member of the type: hence these members.
extension Autocron {
    /// Why `start` or `stop` could not do what was asked.
    public typealias AutocronError = Autocron::AutocronError
    /// How long a task waits between attempts.
    public typealias Backoff = Autocron::Backoff
    /// When a function recurs, in cron's notation.
    public typealias CronExpression = CronSyntax::CronExpression
    /// What is wrong with an expression, and where.
    public typealias CronExpressionError = CronSyntax::CronExpressionError
    /// A handle of a stored task.
    public typealias Delayed<Value> = Autocron::Delayed<Value>
    /// A message of the library.
    public typealias LogMessage = Autocron::LogMessage
    /// The policy for runs that no process started in time.
    public typealias MissedRuns = CronSchedule::MissedRuns
    /// The policy for a run that is due while the previous one is unfinished.
    public typealias Overlap = CronSchedule::Overlap
    /// Information that a running task can get about itself.
    public typealias TaskContext = Autocron::TaskContext
    /// Why a task has no result, or why a call could not store one.
    public typealias TaskError = Autocron::TaskError
    /// A task's permanent identifier.
    public typealias TaskID = TaskModel::TaskID
    /// The state of a task.
    public typealias TaskStatus = Autocron::TaskStatus
    /// Which calls with equal arguments are stored only once.
    public typealias Uniqueness = Autocron::Uniqueness
    /// A day of the week.
    public typealias Weekday = CronSyntax::Weekday
}
