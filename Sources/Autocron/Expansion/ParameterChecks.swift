// The compile-time checks for each type that crosses to another process. The expansions of `@Delay` place a call at the
// type in the user's source, so the compiler's message appears there; these names are chosen for how that message
// reads:
//
//     error: 'this parameter' is unavailable: its type must be 'Codable', because it crosses to another process

/// Represents a type in the checks below; a metatype could not, because `(()).self` is a value.
public enum _Of<T: ~Copyable> {}

/// Accepts a parameter's type.
public func `this parameter`<T: Codable>(_: _Of<T>.Type) {}

/// Explains why a parameter's type is refused.
@available(*, unavailable, message: "its type must be 'Codable', because it crosses to another process")
@_disfavoredOverload
public func `this parameter`<T: ~Copyable>(_: _Of<T>.Type) {}

/// Accepts a result's type.
public func `this result`<T: Codable>(_: _Of<T>.Type) {}

/// Explains why a result's type is refused.
@available(*, unavailable, message: "its type must be 'Codable', because it comes back from another process")
@_disfavoredOverload
public func `this result`<T: ~Copyable>(_: _Of<T>.Type) {}

/// Explains why a name for `Void` is refused: to the plugin it is a type like any other.
@available(*, unavailable, message: "write 'Void' itself, which a macro can tell from other types")
public func `this result`(_: _Of<Void>.Type) {}
