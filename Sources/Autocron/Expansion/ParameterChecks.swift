/// Stands for a type in the checks below; a metatype could not, because `(()).self` is a value.
public enum _Of<T: ~Copyable> {}

/// Accepts a parameter's type.
///
/// The expansion places the call at the type in the user's source, so that the other
/// overload's message stands there.
public func _autocronParameter<T: Codable>(_: _Of<T>.Type) {}

/// Explains why a parameter's type is not accepted.
@available(
    *, unavailable,
    message: "a parameter of a '@Delay' function crosses to another process, so its type must be 'Codable'"
)
@_disfavoredOverload
public func _autocronParameter<T: ~Copyable>(_: _Of<T>.Type) {}

/// Accepts a result's type.
public func _autocronResult<T: Codable>(_: _Of<T>.Type) {}

/// Explains why a result's type is not accepted.
@available(
    *, unavailable,
    message: "the result of a '@Delay' function comes back from another process, so its type must be 'Codable'"
)
@_disfavoredOverload
public func _autocronResult<T: ~Copyable>(_: _Of<T>.Type) {}
