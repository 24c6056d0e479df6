import Foundation

extension Double {
    /// The number with three significant digits.
    var short: String {
        guard isFinite else { return "–" }
        let digits = abs(self) >= 100 ? 0 : abs(self) >= 10 ? 1 : 2
        let text = formatted(.number.precision(.fractionLength(0...digits)).locale(.english))
        return text
    }
}

extension Locale {
    static let english = Locale(identifier: "en_US")
}
