/// Splits the inside of a bracket at its commas.
enum CommaList {
    /// Splits a list into its elements.
    ///
    /// Commas in brackets do not count. A comma between angle brackets looks like any other, because `<` is an operator
    /// to the lexer. But an angle bracket is then open, and the text that follows does not look like the start of an
    /// element, so the pieces are joined again. That is exact for parameters and labeled arguments, whose starts
    /// (`name:`) cannot occur between angle brackets.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - tokens: The tokens between the brackets.
    ///   - startsElement: Whether tokens look like the start of an element.
    /// - Returns: The elements; a comma after the last one is allowed.
    static func elements(
        _ source: SourceText, _ tokens: ArraySlice<Token>, startsElement: (TokenCursor) -> Bool
    ) -> [ArraySlice<Token>] {
        var elements: [ArraySlice<Token>] = []
        var cursor = TokenCursor(source, tokens)
        while cursor.current != nil {
            let isContinuation = elements.last.map { angles(source, $0) > 0 } ?? false && !startsElement(cursor)
            let piece = cursor.take(upTo: [","])
            cursor.advance()
            if isContinuation, let last = elements.popLast() {
                elements.append(tokens[last.startIndex..<piece.endIndex])
            } else {
                elements.append(piece)
            }
        }
        return elements
    }

    /// The number of angle brackets opened, minus the number closed.
    private static func angles(_ source: SourceText, _ tokens: ArraySlice<Token>) -> Int {
        // A bracket that closes nothing is a comparison.
        tokens.reduce(0) { max(0, $0 + source.angleDepth($1)) }
    }
}
