/// Counts the letters to insert, remove, replace or swap with their neighbor to make one word into another.
///
/// - Parameters:
///   - first: A word.
///   - second: Another word.
///   - limit: The largest distance of interest, which bounds the work for long words.
/// - Returns: The distance, or nil if it is above the limit.
package func editDistance(_ first: some StringProtocol, _ second: some StringProtocol, limit: Int) -> Int? {
    let (first, second) = (Array(first.utf8.prefix(64)), Array(second.utf8.prefix(64)))
    guard abs(first.count - second.count) <= limit else { return nil }
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for row in first.indices {
        var current = [row + 1]
        for column in second.indices {
            let replaced = previous[column] + (first[row] == second[column] ? 0 : 1)
            var best = Swift.min(replaced, previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                best = Swift.min(best, beforePrevious[column - 1] + 1)
            }
            current.append(best)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count] <= limit ? previous[second.count] : nil
}
