// Expressions and policies stand in a module of their own because the compiler plugin uses them too. Whoever writes
// `import Autocron` means both: without this, `CronExpression` is not found, and under `MemberImportVisibility` neither
// is `.allow(max:)`.
@_exported public import CronSchedule
