/// A piece of the user's source, as the host sends it.
package struct SourceSyntax: Decodable, Sendable {
    /// The kind of a piece, in the host's words.
    package enum Kind: String, Decodable, Sendable {
        case declaration, statement, expression, type, pattern, attribute
    }

    /// The kind of the piece.
    package var kind: Kind
    /// The exact text, with leading and trailing spaces and comments.
    package var source: String
    /// The location of the first byte of ``source``; empty for pieces that only give context.
    package var location: SourceLocation

    /// A piece of source.
    ///
    /// - Parameters:
    ///   - kind: Its kind.
    ///   - source: Its exact text.
    ///   - location: The location of its first byte.
    package init(kind: Kind, source: String, location: SourceLocation) {
        self.kind = kind
        self.source = source
        self.location = location
    }
}

/// A location in a source file.
package struct SourceLocation: Decodable, Equatable, Sendable {
    /// The file as `Module/File.swift`.
    package var fileID: String
    /// The file's path as the compiler received it, or a buffer's name inside another macro's expansion.
    package var fileName: String
    /// The byte's offset in the file.
    package var offset: Int
    /// The line, counted from 1.
    package var line: Int
    /// The column in bytes, counted from 1.
    package var column: Int

    /// Makes a location.
    ///
    /// - Parameters:
    ///   - fileID: The file as `Module/File.swift`.
    ///   - fileName: The file's path as the compiler received it.
    ///   - offset: The byte's offset in the file.
    ///   - line: The line, counted from 1.
    ///   - column: The column in bytes, counted from 1.
    package init(fileID: String, fileName: String, offset: Int, line: Int, column: Int) {
        self.fileID = fileID
        self.fileName = fileName
        self.offset = offset
        self.line = line
        self.column = column
    }
}

extension SourceLocation {
    private enum CodingKeys: String, CodingKey {
        case fileID, fileName, offset, line, column
    }

    /// Decodes a location, and refuses one that no file can have: such numbers would overflow in arithmetic.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func number(_ key: CodingKeys) throws -> Int {
            let number = try container.decode(Int.self, forKey: key)
            guard (0...Int(Int32.max)).contains(number) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: container, debugDescription: "\(number) is no place in a file"
                )
            }
            return number
        }
        self.init(
            fileID: try container.decode(String.self, forKey: .fileID),
            fileName: try container.decode(String.self, forKey: .fileName), offset: try number(.offset),
            line: try number(.line), column: try number(.column)
        )
    }
}
