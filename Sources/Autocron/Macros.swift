public import CronSchedule

// The parameters of these macros are repeated in `_cronOptions` and `_delayOptions`, to which the expansions pass an
// attribute's arguments word for word.

/// Runs a function by the calendar, in a worker process.
///
/// ```swift
/// @Cron("*/5 * * * *")
/// func purgeSessions() async throws { … }
///
/// @Cron("0 9 * * MON-FRI", timeZone: "Europe/Berlin", missed: .skip)
/// func sendDigest() async throws { … }
/// ```
///
/// The function is global, or static in a type that is not generic. It has no parameters, or only such as can be left
/// out, and no result; it may be `async` and throw what it likes. It may also be called directly, which runs it here
/// and now.
///
/// The expression is checked while the program is compiled, by the parser that runs it: five fields (minute, hour, day
/// of month, month, day of week), or six with seconds first. What is wrong is shown under its characters.
///
/// # What it expands to
///
/// The function stays as it is. Beside it come a function that calls it, one that registers it, and a constant in a
/// section of the executable by which the program finds all its marked functions, so that there is no list to keep:
///
/// ```swift
/// private func $perform(_ arguments: _Arguments) async throws -> _EncodedResult? {
///     return try await _execute {
///         try await purgeSessions()
///         return nil
///     }
/// }
/// private func $register() {
///     let options = _cronOptions("*/5 * * * *")
///     _register("App.purgeSessions()", at: "App/Sessions.swift:1", options) { try await $perform($0) }
/// }
/// private enum $record {
///     @section("autocron_tasks") @used
///     static let record: (UInt32, UInt32, @convention(c) () -> Void) = (0x4155_544F, 1, { $register() })
/// }
/// ```
///
/// # What is refused
///
/// | error | remedy |
/// |---|---|
/// | '@Cron' marks functions, not 'var' | mark a function |
/// | '@Cron' marks global and static functions | insert `static` |
/// | '@Cron' cannot mark a local function | move it out of the function |
/// | '@Cron' cannot mark a protocol's member | mark a function of a type |
/// | '@Cron' cannot mark a generic function | mark a function that calls it |
/// | '@Cron' cannot mark a function in the generic 'Box' | mark a function that calls it |
/// | '@Cron' cannot mark an operator | mark a function that uses it |
/// | '@Cron' cannot mark a function that is 'unavailable' | remove the attribute that says so (also `noasync`) |
/// | '@Cron' cannot mark a function that is 'rethrows' | write `throws` |
/// | '@Cron' needs a function with a body | write one |
/// | a function is marked once, with '@Delay' or with '@Cron' | remove the other attribute |
/// | a '@Cron' function is called without arguments: 'a' needs a default value | give it one |
/// | the result of a '@Cron' function would be lost | store it, or mark a function that calls this one |
/// | '@Cron' needs a schedule | write an expression, `every:`, or one of the lists |
/// | a cron expression must be a plain string literal | write it out; a constant cannot be checked |
/// | minute '60' is out of range, expected 0 to 59 | as the message says; each mistake has its own |
/// | no month has such a day, the schedule never fires | choose another day |
/// | there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'? | choose a name of the IANA database |
/// | 'jitter' must be zero or longer | correct the duration, or leave it out |
/// | 'retries' must be 0 or more | correct the number |
/// | 'timeout' must be longer than zero | correct the duration, or leave it out |
/// | 'queue' cannot be empty | name the queue, or leave it out |
/// | 'name' must be a plain string literal | write it out |
/// | 'name' cannot hold control characters | remove them (also in `queue`) |
///
/// With `jitter:`, a run is stored at its instant and starts at a random moment within that time. Until it has ended it
/// is a previous run to the next instant's, so `jitter:` should be shorter than the distance between two instants.
///
/// A schedule that skips months, fires in leap years only, or reads otherwise than most people expect is a warning.
///
/// - Parameters:
///   - expression: the schedule: five fields, six with seconds, or a nickname such as `@daily`.
///   - timeZone: the name of the zone in which it is read; nil for the machine's.
///   - missed: what becomes of runs that no process started in time.
///   - overlap: what becomes of a run that is due while the previous one goes on.
///   - jitter: how much later than its instant each run may start, by chance; so that not everything starts at once.
///   - retries: how many attempts may follow the first one.
///   - backoff: how long to wait between attempts.
///   - timeout: how long an attempt may take; nil for as long as it likes.
///   - queue: the queue's name.
///   - priority: how urgent the runs are among tasks that are due.
///   - name: the name under which runs are stored; nil for `Module.Type.function()`.
@attached(peer)
public macro Cron(
    _ expression: String, timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip,
    jitter: Duration = .zero, retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil,
    queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

/// Runs a function by the calendar, at the listed times; a list that is left out means every value.
///
/// ```swift
/// @Cron(minutes: [0, 30], hours: [9], weekdays: [.monday, .friday])
/// func sendDigest() async throws { … }
/// ```
///
/// At least one list is needed. If days and weekdays are given, a day must match one of them. Everything else is as with
/// an expression.
///
/// - Parameters:
///   - minutes: minutes of the hour, from 0 to 59.
///   - hours: hours of the day, from 0 to 23.
///   - days: days of the month, from 1 to 31.
///   - months: months, from 1 to 12.
///   - weekdays: days of the week.
///   - timeZone: the name of the zone in which the lists are read; nil for the machine's.
///   - missed: what becomes of runs that no process started in time.
///   - overlap: what becomes of a run that is due while the previous one goes on.
///   - jitter: how much later than its instant each run may start, by chance.
///   - retries: how many attempts may follow the first one.
///   - backoff: how long to wait between attempts.
///   - timeout: how long an attempt may take; nil for as long as it likes.
///   - queue: the queue's name.
///   - priority: how urgent the runs are among tasks that are due.
///   - name: the name under which runs are stored; nil for `Module.Type.function()`.
@attached(peer)
public macro Cron(
    minutes: [Int]? = nil, hours: [Int]? = nil, days: [Int]? = nil, months: [Int]? = nil, weekdays: [Weekday]? = nil,
    timeZone: String? = nil, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, jitter: Duration = .zero,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

/// Runs a function at equal distances in time, of at least a second.
///
/// ```swift
/// @Cron(every: .seconds(90))
/// func poll() async throws { … }
/// ```
///
/// Everything else is as with an expression.
///
/// - Parameters:
///   - every: the distance.
///   - missed: what becomes of runs that no process started in time.
///   - overlap: what becomes of a run that is due while the previous one goes on.
///   - jitter: how much later than its instant each run may start, by chance.
///   - retries: how many attempts may follow the first one.
///   - backoff: how long to wait between attempts.
///   - timeout: how long an attempt may take; nil for as long as it likes.
///   - queue: the queue's name.
///   - priority: how urgent the runs are among tasks that are due.
///   - name: the name under which runs are stored; nil for `Module.Type.function()`.
@attached(peer)
public macro Cron(
    every: Duration, missed: MissedRuns = .runOnce, overlap: Overlap = .skip, jitter: Duration = .zero,
    retries: Int = 0, backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "CronMacro")

/// Turns the calls of a function into stored tasks, which worker processes run.
///
/// ```swift
/// @Delay(retries: 3, timeout: .seconds(30))
/// func thumbnail(of photo: Photo.ID, width: Int) -> Delayed<URL> {
///     …
///     return url                      // the body returns URL; the caller gets a Delayed<URL>
/// }
///
/// let url = try await thumbnail(of: 42, width: 200).value
/// ```
///
/// The function is global, or static in a type that is not generic. Parameters and result are `Codable`; their names
/// are the keys under which arguments are stored, so a parameter with a default value may be added while tasks wait,
/// and one may be removed. The effects say how a call behaves:
///
/// | written | the call |
/// |---|---|
/// | `func f(…)`, `func f(…) async` | returns at once; the task is on disk some milliseconds later |
/// | `func f(…) throws` | returns when the task is on disk; throws if it cannot be |
/// | `func f(…) async throws` | suspends until the task is on disk |
/// | each of these with `-> Delayed<T>` | as above, and returns a handle |
/// | `func f(…) async throws -> T` | suspends until the result is back, and returns it or throws |
///
/// Functions that are overloaded by types alone need a `name:` each. A call inside the body, also of the function
/// itself, stores another task. In the body, `#function` is a name of the compiler's making. Constants that the attribute
/// refers to must not be isolated to an actor.
///
/// # What it expands to
///
/// The written body becomes a local function, unchanged: errors in it are shown where they are. It runs if a worker calls;
/// every other call stores a task:
///
/// ```swift
/// func thumbnail(of photo: Photo.ID, width: Int) -> Delayed<URL> {
///     func $run() -> URL {
///         …
///         return url
///     }
///     if let execution = _take("App.thumbnail(of:width:)") {
///         execution.finish(_encode($run()))
///         return Delayed(id: execution.id)
///     }
///     var arguments = _EncodedArguments()
///     arguments.encode(photo, "photo")
///     arguments.encode(width, "width")
///     return Delayed(id: _buffered("App.thumbnail(of:width:)", arguments))
/// }
/// ```
///
/// Beside it come the same three declarations as with ``Cron(_:timeZone:missed:overlap:jitter:retries:backoff:timeout:queue:priority:name:)``,
/// of which the first one here decodes the arguments:
///
/// ```swift
/// private func $perform(_ arguments: _Arguments) async throws -> _EncodedResult? {
///     return try await _execute {
///         let photo: Photo.ID = try _decode(arguments, "photo")
///         let width: Int = try _decode(arguments, "width")
///         let _: Delayed<URL> = thumbnail(of: photo, width: width)
///         return nil
///     }
/// }
/// ```
///
/// # What is refused
///
/// | error | remedy |
/// |---|---|
/// | '@Delay' marks functions, not 'var' | mark a function |
/// | '@Delay' marks global and static functions | insert `static` |
/// | '@Delay' cannot mark a local function | move it out of the function |
/// | '@Delay' cannot mark a protocol's member | mark a function of a type |
/// | '@Delay' cannot mark a generic function | mark a function that calls it |
/// | '@Delay' cannot mark a function in the generic 'Box' | mark a function that calls it |
/// | '@Delay' cannot mark an operator | mark a function that uses it |
/// | '@Delay' cannot mark a function that is 'unavailable' | remove the attribute that says so (also `noasync`) |
/// | '@Delay' cannot mark a function that is 'rethrows' | write `throws` |
/// | '@Delay' needs a function with a body | write one |
/// | a function is marked once, with '@Delay' or with '@Cron' | remove the other attribute |
/// | a parameter of a '@Delay' function needs a name | give it one |
/// | a parameter of a '@Delay' function cannot be 'inout' | return the changed value |
/// | a parameter of a '@Delay' function cannot be 'consuming' | remove the word (also `borrowing`, `sending`, `isolated`) |
/// | a parameter of a '@Delay' function cannot be variadic | write `[Int]` |
/// | a parameter of a '@Delay' function cannot have attributes | remove the property wrapper |
/// | a parameter of a '@Delay' function needs a concrete type | name the type in place of `some` |
/// | a closure cannot cross to a worker process | pass data that says what is to be done |
/// | 'this parameter' is unavailable: its type must be 'Codable', because it crosses to another process | make it so |
/// | the call of a '@Delay' function returns before its body has run | return `Delayed<T>`, or add `async throws` |
/// | 'Delayed' has one type in angle brackets, that of the result | write `Delayed<T>`, or `Delayed<Void>` |
/// | the result of a '@Delay' function needs a concrete type | name the type in place of `some` |
/// | 'this result' is unavailable: its type must be 'Codable', because it comes back from another process | make it so |
/// | a closure cannot come back from a worker process | return data |
/// | a '@Delay' function that never returns has no result to wait for | leave the result out |
/// | the call of a '@Delay' function throws 'TaskError' when the task cannot be stored | write `throws` |
/// | 'retries' must be 0 or more | correct the number |
/// | 'timeout' must be longer than zero | correct the duration, or leave it out |
/// | 'queue' cannot be empty | name the queue, or leave it out |
/// | 'name' must be a plain string literal | write it out |
/// | 'name' cannot hold control characters | remove them (also in `queue`) |
///
/// The plugin sees text, not types. An extension of a generic type of your own looks like any other to it, and the compiler
/// says "static stored properties not supported in generic types" at the attribute: mark a function elsewhere that calls
/// this one. And where a protocol's requirement or an overridden function has a global actor and the function does not repeat
/// it, the compiler says that it "cannot be called from outside of the actor": write the actor's attribute.
///
/// - Parameters:
///   - weeks: weeks from the call to the first attempt; all parts are added up.
///   - days: days from the call to the first attempt.
///   - hours: hours from the call to the first attempt.
///   - minutes: minutes from the call to the first attempt.
///   - seconds: seconds from the call to the first attempt.
///   - retries: how many attempts may follow the first one.
///   - backoff: how long to wait between attempts.
///   - timeout: how long an attempt may take; nil for as long as it likes.
///   - queue: the queue's name.
///   - priority: how urgent the tasks are among those that are due.
///   - unique: which calls with equal arguments are stored once only.
///   - name: the name under which tasks are stored; nil for `Module.Type.function(label:label:)`.
@attached(body)
@attached(peer)
public macro Delay(
    weeks: Int = 0, days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Double = 0, retries: Int = 0,
    backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, unique: Uniqueness = .none, name: String? = nil
) = #externalMacro(module: "AutocronMacros", type: "DelayMacro")
