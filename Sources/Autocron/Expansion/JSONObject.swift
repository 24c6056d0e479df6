import TaskModel

/// Finds the values of a JSON object's members without decoding them.
enum JSONObject {
    /// Finds the values of an object's members.
    ///
    /// - Parameter json: Any bytes.
    /// - Returns: The range of each member's value, or nil if the bytes are not an object. The inside of a value is
    ///   checked when it is decoded. Of two members with one name the last counts.
    static func values(in json: [UInt8]) -> [String: Range<Int>]? {
        var scanner = JSONScanner(json)
        return scanner.object()
    }
}

private struct JSONScanner {
    private let json: [UInt8]
    private var position = 0

    init(_ json: [UInt8]) {
        self.json = json
    }

    mutating func object() -> [String: Range<Int>]? {
        guard take("{") else { return nil }
        var values: [String: Range<Int>] = [:]
        if take("}") { return isAtEnd ? values : nil }
        repeat {
            guard let (name, value) = member() else { return nil }
            values[name] = value
        } while take(",")
        return take("}") && isAtEnd ? values : nil
    }

    private mutating func member() -> (String, Range<Int>)? {
        skipSpace()
        guard let key = string(), let name: String = try? JSONValue.read(json[key]), take(":") else { return nil }
        skipSpace()
        let start = position
        guard skipValue() else { return nil }
        return (name, start..<position)
    }

    private mutating func skipValue() -> Bool {
        var depth = 0
        let start = position
        while position < json.count {
            switch json[position] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return position > start }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return position > start
            default: break
            }
            position += 1
        }
        return false
    }

    /// Steps over a string.
    private mutating func string() -> Range<Int>? {
        let start = position
        guard start < json.count, json[start] == UInt8(ascii: "\""),
            let end = JSONString.end(ofStringAt: start, in: json)
        else { return nil }
        position = end
        return start..<end
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < json.count, json[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < json.count, JSONValue.isSpace(json[position]) {
            position += 1
        }
    }

    private var isAtEnd: Bool {
        json[position...].allSatisfy(JSONValue.isSpace)
    }
}
