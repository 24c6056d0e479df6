/// Cuts the inside of a bracket at its commas.
enum CommaList {
    /// Cuts a list into its elements.
    ///
    /// Commas in brackets do not count. A comma between angle brackets looks like any other, because `<` is an operator
    /// to the lexer; but an angle bracket is open then, and what follows does not look like the start of an element, so
    /// the pieces are put together again. That is exact for parameters and labelled arguments, whose starts (`name:`)
    /// cannot occur in there.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - tokens: the tokens between the brackets.
    ///   - startsElement: whether tokens look like the start of an element.
    /// - Returns: the elements; a comma after the last one is allowed.
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

    /// How many more angle brackets are opened than closed.
    private static func angles(_ source: SourceText, _ tokens: ArraySlice<Token>) -> Int {
        // A bracket that closes nothing is a comparison.
        tokens.reduce(0) { max(0, $0 + source.angleDepth($1)) }
    }
}
