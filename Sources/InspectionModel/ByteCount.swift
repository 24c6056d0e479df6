/// A number of bytes in readable form: `512 B`, `1.5 MB`; a megabyte is a million.
package enum ByteCount {
    package static func text(_ bytes: Int64) -> String {
        var (value, unit) = (Double(bytes), 0)
        let units = ["B", "kB", "MB", "GB", "TB"]
        while value >= 999.5, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        let tenths = (value * 10).rounded() / 10
        return unit == 0 || tenths >= 100 ? "\(Int64(value.rounded())) \(units[unit])" : "\(tenths) \(units[unit])"
    }
}
