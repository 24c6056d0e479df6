// Whoever has schedules has the expressions that they are written in.
@_exported public import CronSyntax
