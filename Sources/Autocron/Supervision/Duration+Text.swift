import Platform

extension Duration {
    /// Seconds in the form that people read: `0.25 s`, `30 s`.
    var inSeconds: String {
        let seconds = Double(microseconds) / 1_000_000
        return seconds == seconds.rounded() ? "\(Int64(seconds)) s" : "\(seconds) s"
    }
}
