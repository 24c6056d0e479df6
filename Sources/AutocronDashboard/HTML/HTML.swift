import TaskModel

/// Markup that only literals of this program and escaped text can become.
///
/// The compiler sees to the first: a literal's segments are `StaticString`s, so no text that was made while the program
/// runs passes for markup. The rest goes through ``StringInterpolation``, which escapes it. No page can forget to.
///
/// Attributes must be quoted where text is interpolated into them, since what is escaped is safe between quotes and tags
/// only. There is no way to interpolate into a script or a style sheet: pages have none inside.
struct HTML: Hashable, Sendable {
    /// The texts between which the form token stands, so that viewers with other tokens can share a page.
    private var parts: [String]

    /// The place of the viewer's form token; see ``text(token:)``.
    static let formToken = HTML(parts: ["", ""])

    static let empty = HTML(parts: [""])

    private init(parts: [String]) {
        self.parts = parts
    }

    /// The markup as a browser receives it.
    ///
    /// - Parameter token: The form token: hexadecimal digits.
    func text(token: String) -> String {
        parts.joined(separator: token)
    }

    static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum += right
        return sum
    }

    static func += (left: inout HTML, right: HTML) {
        left.parts[left.parts.count - 1] += right.parts[0]
        left.parts += right.parts.dropFirst()
    }
}

extension HTML: ExpressibleByStringInterpolation {
    init(stringLiteral value: StaticString) {
        self.init(parts: [value.description])
    }

    init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.html
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = HTML.empty

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: StaticString) {
            html += HTML(parts: [literal.description])
        }

        mutating func appendInterpolation(_ html: HTML) {
            self.html += html
        }

        mutating func appendInterpolation(_ list: [HTML]) {
            for element in list { html += element }
        }

        mutating func appendInterpolation(_ html: HTML?) {
            if let html { self.html += html }
        }

        /// Text of this program, or text in an attribute; hidden characters become visible.
        mutating func appendInterpolation(_ text: String) {
            html += HTML(parts: [Self.escaped(TerminalEscaping.text(text))])
        }

        /// The value of a form's field, which comes back as it is if a form can carry it; see ``HTML/canCarry(_:)``.
        mutating func appendInterpolation(raw text: String) {
            html += HTML(parts: [Self.escaped(text, keepsHidden: true)])
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            html += HTML(parts: [String(number)])
        }

        /// Text from the database, which may have another direction and hidden characters; not for attributes.
        mutating func appendInterpolation(stored text: String) {
            html += HTML(parts: ["<bdi>"])
            appendRuns(of: text)
            html += HTML(parts: ["</bdi>"])
        }

        mutating func appendInterpolation(stored bytes: [UInt8]) {
            appendInterpolation(stored: String(validating: bytes, as: UTF8.self) ?? TerminalEscaping.text(bytes))
        }

        /// Text from the database that may have several lines, for `<pre>`.
        mutating func appendInterpolation(lines text: String) {
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { html += HTML(parts: ["\n"]) }
                appendInterpolation(stored: String(line))
            }
        }

        /// Sets hidden characters apart, so that nobody takes their names for the text.
        private mutating func appendRuns(of text: String) {
            var visible = ""
            for scalar in text.unicodeScalars {
                guard TerminalEscaping.isHidden(scalar) else {
                    visible.unicodeScalars.append(scalar)
                    continue
                }
                let name = TerminalEscaping.text(String(scalar))
                html += HTML(parts: [Self.escaped(visible) + "<span class=\"hidden\">\(name)</span>"])
                visible = ""
            }
            html += HTML(parts: [Self.escaped(visible)])
        }

        /// - Parameter keepsHidden: Whether hidden characters become references where there are such.
        private static func escaped(_ text: String, keepsHidden: Bool = false) -> String {
            text.unicodeScalars.reduce(into: "") { result, scalar in
                switch scalar {
                case "&": result += "&amp;"
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "\"": result += "&quot;"
                case "'": result += "&#39;"
                case _ where keepsHidden && TerminalEscaping.isHidden(scalar):
                    result += HTML.canCarry(scalar) ? "&#\(scalar.value);" : TerminalEscaping.text(String(scalar))
                default: result.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension HTML {
    /// Whether a form can send a text back as it is: browsers change line breaks, and markup has no control characters.
    static func canCarry(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(canCarry)
    }

    fileprivate static func canCarry(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .unassigned: false
        default: true
        }
    }
}

extension Sequence<HTML> {
    /// One piece of markup after the other.
    func joined(separator: HTML = .empty) -> HTML {
        var result = HTML.empty
        for (index, element) in enumerated() {
            if index > 0 { result += separator }
            result += element
        }
        return result
    }
}
