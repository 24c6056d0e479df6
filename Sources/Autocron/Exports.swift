// Policies are in a module of their own, and expressions, which the compiler plugin uses too, in one that it
// re-exports. Code that writes `import Autocron` expects all of them: without this, `CronExpression` is not found, and
// under `MemberImportVisibility` neither is `.allow(max:)`.
@_exported public import CronSchedule
// Handles consist of identifiers, which the store has too.
@_exported public import TaskModel
