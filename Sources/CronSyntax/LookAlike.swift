/// Characters that word processors and web pages substitute for cron's own.
enum LookAlike {
    /// Finds the intended character.
    ///
    /// - Parameter scalar: A character of an expression.
    /// - Returns: The character to write instead, or nil if the character looks like none.
    static func replacement(for scalar: Unicode.Scalar) -> String? {
        if let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil {
            return String(Int(digit))
        }
        return symbols[scalar]
    }

    private static let symbols: [Unicode.Scalar: String] = [
        "\u{2010}": "-", "\u{2011}": "-", "\u{2012}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{2015}": "-",
        "\u{2212}": "-", "\u{FE58}": "-", "\u{FE63}": "-", "\u{FF0D}": "-",
        "\u{00D7}": "*", "\u{2217}": "*", "\u{2731}": "*", "\u{FE61}": "*", "\u{FF0A}": "*", "\u{204E}": "*",
        "\u{2044}": "/", "\u{2215}": "/", "\u{FF0F}": "/",
        "\u{FF0C}": ",", "\u{3001}": ",", "\u{201A}": ",",
        "\u{FF03}": "#",
    ]
}

extension CronText {
    /// The character that a look-alike at a position was meant to be, or nil if there is no look-alike.
    func lookAlike(at position: Int) -> String? {
        guard bytes[position] >= 0x80 else { return nil }
        return string(scalar(at: position)).unicodeScalars.first.flatMap(LookAlike.replacement)
    }

    /// The range of a character that looks like a separator and is not one, or nil for any other character.
    func wrongBlank(at position: Int) -> Range<Int>? {
        let range = scalar(at: position)
        guard !bytes[position].isBlank, let scalar = string(range).unicodeScalars.first,
            scalar.properties.isWhitespace
        else { return nil }
        return range
    }
}
