/// The strings inside JSON.
package enum JSONString {
    /// Finds the end of a string; the only escapes that matter are those of quotes.
    ///
    /// - Parameters:
    ///   - start: The index of the quotation mark that opens the string.
    ///   - json: Any bytes.
    /// - Returns: The index after the closing quotation mark; nil if there is none.
    package static func end(ofStringAt start: Int, in json: [UInt8]) -> Int? {
        var position = start + 1
        while position < json.count, json[position] != UInt8(ascii: "\"") {
            position += json[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return position < json.count ? position + 1 : nil
    }
}
