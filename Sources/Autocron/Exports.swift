// Whoever imports Autocron writes `CronExpression`, `MissedRuns`, `Overlap` and `Weekday` without another import; the
// compiler plugin uses the module that holds them as well, and must not depend on this one.
@_exported public import CronSchedule
