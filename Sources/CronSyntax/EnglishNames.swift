/// The English words in readings and warnings.
package enum EnglishNames {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let occurrences = ["first", "second", "third", "fourth", "fifth", "last"]

    /// The name of a month, counted from 1.
    package static func month(_ number: Int) -> String { months[number - 1] }

    /// The name of a weekday, counted from 0 for Sunday.
    package static func weekday(_ number: Int) -> String { weekdays[number] }

    /// The word for an occurrence of a weekday in a month, 6 for the last.
    package static func occurrence(_ number: Int) -> String { occurrences[number - 1] }

    /// A number as an ordinal: 2nd, 3rd, 11th.
    package static func ordinal(_ number: Int) -> String {
        let isTeen = (11...13).contains(number % 100)
        return switch number % 10 {
        case 1 where !isTeen: "\(number)st"
        case 2 where !isTeen: "\(number)nd"
        case 3 where !isTeen: "\(number)rd"
        default: "\(number)th"
        }
    }
}

/// Lists in English.
package enum EnglishList {
    /// Joins words with commas, and with a word before the last: "a, b and c".
    package static func joined(_ words: [String], with conjunction: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// Lists numbers, three and more in a row as a range: "1, 3 to 5 and 7".
    ///
    /// - Parameters:
    ///   - numbers: The numbers in ascending order.
    ///   - name: The word for a number.
    /// - Returns: The list.
    package static func ranges(_ numbers: [Int], name: (Int) -> String = String.init) -> String {
        let words = consecutiveRuns(of: numbers).flatMap { run in
            run.count > 2 ? ["\(name(run.lowerBound)) to \(name(run.upperBound))"] : run.map(name)
        }
        return joined(words)
    }
}
