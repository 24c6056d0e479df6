/// A piece of the user's source, as the host sends it.
package struct SourceSyntax: Decodable, Sendable {
    /// What the piece is, in the host's words.
    package enum Kind: String, Decodable, Sendable {
        case declaration, statement, expression, type, pattern, attribute
    }

    /// What the piece is.
    package var kind: Kind
    /// The exact text, with leading and trailing spaces and comments.
    package var source: String
    /// Where the first byte of ``source`` stands; empty for pieces that only give context.
    package var location: SourceLocation

    /// A piece of source.
    ///
    /// - Parameters:
    ///   - kind: what the piece is.
    ///   - source: its exact text.
    ///   - location: where its first byte stands.
    package init(kind: Kind, source: String, location: SourceLocation) {
        self.kind = kind
        self.source = source
        self.location = location
    }
}

/// A place in a source file.
package struct SourceLocation: Decodable, Equatable, Sendable {
    /// The file as `Module/File.swift`.
    package var fileID: String
    /// The file as it was given to the compiler, or a buffer's name inside another macro's expansion.
    package var fileName: String
    /// The byte's offset in the file.
    package var offset: Int
    /// The line, counted from 1.
    package var line: Int
    /// The column in bytes, counted from 1.
    package var column: Int

    /// A place in a source file.
    ///
    /// - Parameters:
    ///   - fileID: the file as `Module/File.swift`.
    ///   - fileName: the file as it was given to the compiler.
    ///   - offset: the byte's offset in the file.
    ///   - line: the line, counted from 1.
    ///   - column: the column in bytes, counted from 1.
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

    /// Reads a place, and refuses one that no file can have: such numbers would overflow in arithmetic.
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
