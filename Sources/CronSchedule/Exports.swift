// Code that uses schedules also uses their expressions.
@_exported public import CronSyntax
