/// Registers a `@Delay` function; its record calls this.
///
/// - Parameters:
///   - name: The stored name.
///   - location: Where the function is declared, as `Module/File.swift:12`.
///   - options: The attribute's arguments.
///   - perform: Decodes arguments and calls the function.
public func _register(
    _ name: String, at location: String, _ options: _DelayOptions,
    perform: @escaping @Sendable (_Arguments) async throws -> _EncodedResult?
) {
    Registry.register(
        TaskFunction(name: name, location: location, options: options.options, recurrence: nil, perform: perform)
    )
}

/// Registers a `@Cron` function; its record calls this.
///
/// - Parameters:
///   - name: The stored name.
///   - location: Where the function is declared, as `Module/File.swift:12`.
///   - options: The attribute's arguments.
///   - perform: Calls the function.
public func _register(
    _ name: String, at location: String, _ options: _CronOptions,
    perform: @escaping @Sendable (_Arguments) async throws -> _EncodedResult?
) {
    Registry.register(
        TaskFunction(
            name: name, location: location, options: options.options, recurrence: options.recurrence, perform: perform
        )
    )
}
