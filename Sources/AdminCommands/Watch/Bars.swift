/// A row of small columns, one for each number.
struct Sparkline {
    let text: String

    init(_ numbers: some Collection<Int>, hasBlocks: Bool) {
        let steps: [Character] = hasBlocks ? Array(" ▁▂▃▄▅▆▇█") : Array(" .:-=+*%#")
        let most = max(numbers.max() ?? 0, 1)
        // Any positive number is visible, and only the largest reaches the top.
        text = String(numbers.map { $0 <= 0 ? steps[0] : steps[1 + ($0 * 7) / most] })
    }
}

/// A bar that shows progress.
struct ProgressBar {
    let text: String
    private static let width = 10

    /// - Parameter progress: From 0 to 1; nil if unknown, which leaves the bar empty.
    init(_ progress: Double?, hasBlocks: Bool) {
        guard let progress, progress.isFinite else {
            text = String(repeating: " ", count: Self.width + 6)
            return
        }
        let part = min(max(progress, 0), 1)
        let full = Int((part * Double(Self.width)).rounded(.down))
        let percent = String(Int((part * 100).rounded(.down)))
        text =
            String(repeating: hasBlocks ? "█" : "#", count: full)
            + String(repeating: hasBlocks ? "░" : "-", count: Self.width - full)
            + String(repeating: " ", count: 4 - percent.count) + percent + " %"
    }
}
