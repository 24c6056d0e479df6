package import Platform

/// How long a verb that writes waits while other connections write.
package enum WriteWait: Equatable, Sendable {
    /// As long as the store waits by itself, and counting from a time at which the caller began to wait; then the verb
    /// throws `StoreError` with code `busy`.
    case standard(since: MonotonicTime? = nil)
    /// Not at all; the verb then returns nil.
    case none
    /// This long; the verb then returns nil.
    case atMost(Duration)

    package static var standard: WriteWait { .standard(since: nil) }
}
