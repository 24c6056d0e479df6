extension CronExpression: CustomStringConvertible {
    /// The expression in its normalized form.
    ///
    /// Fields are separated by single spaces; values are numbers in ascending order, Sunday is 0; three or more in a
    /// row are written as a range; nicknames are written as fields; a leading second field of `0` is left out. Parsing
    /// it gives an equal expression, and equal expressions have the same text.
    public var description: String {
        let written = CronExpressionError.Field.written
        let hasSecond = fields.second != CronFields().second
        return (hasSecond ? written : Array(written.dropFirst()))
            .map { FieldPrinter($0).text(of: fields[$0]) }
            .joined(separator: " ")
    }
}

extension CronExpression: Codable {
    /// Reads an expression from its text.
    ///
    /// - Throws: `DecodingError.dataCorrupted` with the ``CronExpressionError`` as its underlying error, if the text is
    ///   not an expression; the decoder's error, if there is no text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do {
            try self.init(text)
        } catch {
            let context = DecodingError.Context(
                codingPath: container.codingPath,
                debugDescription: "'\(text)' is no cron expression: \(error)",
                underlyingError: error
            )
            throw DecodingError.dataCorrupted(context)
        }
    }

    /// Writes the expression as its normalized text.
    ///
    /// - Throws: The encoder's error.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
