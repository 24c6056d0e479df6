/// How deeply arrays and objects are nested.
package enum JSONDepth {
    /// - Parameter json: Valid JSON.
    package static func isAtMost(_ limit: Int, _ json: [UInt8]) -> Bool {
        // The depth is at most half the number of brackets.
        guard json.count > 2 * limit else { return true }
        var depth = 0
        var position = 0
        while position < json.count {
            switch json[position] {
            case UInt8(ascii: "\""):
                position = JSONString.end(ofStringAt: position, in: json) ?? json.count
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > limit { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
        }
        return true
    }
}
