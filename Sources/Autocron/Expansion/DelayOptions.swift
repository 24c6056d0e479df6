/// The arguments of a `@Delay` attribute.
public struct _DelayOptions: Sendable {
    let options: TaskOptions

    /// A number of seconds that no clock here will ever reach, and that a `Duration` can hold.
    fileprivate static let longest = 1e12
}

/// Takes an attribute's arguments.
///
/// The expansion passes the attribute's argument list on word for word, so the parameters are those of the macro. It is
/// a function, because initializers are not found in a file with a `private import`. The plugin refuses literals out of
/// range; `Autocron.start` refuses values that the plugin cannot see, such as a negative constant.
public func _delayOptions(
    weeks: Int = 0, days: Int = 0, hours: Int = 0, minutes: Int = 0, seconds: Double = 0, retries: Int = 0,
    backoff: Backoff = .exponential, timeout: Duration? = nil, queue: String = "default",
    priority: TaskPriority = .medium, unique: Uniqueness = .none, name: String? = nil
) -> _DelayOptions {
    // In floating point, where no sum overflows; it is exact to the microsecond for centuries.
    let whole = [(weeks, 604_800), (days, 86_400), (hours, 3_600), (minutes, 60)]
    let delay = whole.reduce(seconds) { $0 + Double($1.0) * Double($1.1) }
    let longest = _DelayOptions.longest
    return _DelayOptions(
        options: TaskOptions(
            delay: .seconds(delay.isNaN ? -1 : min(max(delay, -longest), longest)), retries: retries,
            backoff: backoff, timeout: timeout, queue: queue, priority: priority, unique: unique
        )
    )
}
