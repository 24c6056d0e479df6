// Policies stand in a module of their own, and expressions, which the compiler plugin uses too, in one that it re-exports.
// Whoever writes `import Autocron` means them all: without this, `CronExpression` is not found, and under `MemberImportVisibility` neither
// is `.allow(max:)`.
@_exported public import CronSchedule
