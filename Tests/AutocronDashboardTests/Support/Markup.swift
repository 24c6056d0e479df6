import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// A page as Foundation's parser reads it: well-formed XML, or nothing.
final class Markup {
    final class Element {
        let name: String
        let attributes: [String: String]
        var children: [Element] = []
        /// The text inside, that of its children included.
        var text = ""

        init(_ name: String, _ attributes: [String: String]) {
            self.name = name
            self.attributes = attributes
        }

        /// This element and all inside.
        var all: [Element] { [self] + children.flatMap(\.all) }
    }

    struct Malformed: Error, CustomStringConvertible {
        let description: String
    }

    let root: Element

    init(_ body: [UInt8]) throws {
        let parser = XMLParser(data: Data(body))
        let reader = Reader()
        parser.delegate = reader
        guard parser.parse(), let root = reader.root.children.first else {
            throw Malformed(description: "line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "empty")")
        }
        self.root = root
    }

    var all: [Element] { root.all }

    func all(_ name: String) -> [Element] { all.filter { $0.name == name } }

    /// The element with an id.
    subscript(id: String) -> Element? { all.first { $0.attributes["id"] == id } }

    var text: String { root.text }

    private final class Reader: NSObject, XMLParserDelegate {
        let root = Element("", [:])
        private lazy var open = [root]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            let element = Element(name, attributes)
            open.last?.children.append(element)
            open.append(element)
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            let closed = open.removeLast()
            open.last?.text += closed.text
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            open.last?.text += text
        }
    }
}
