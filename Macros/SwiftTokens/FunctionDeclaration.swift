/// One function declaration, parsed from its first attribute to its closing brace.
package struct FunctionDeclaration: Sendable {
    /// A word before `func`.
    package struct Modifier: Sendable {
        /// The word.
        package let name: String
        /// Its range, with its argument if it has one, as in `private(set)`.
        package let range: Range<Int>
    }

    /// The keywords between the parameters and the result.
    package struct Effects: Sendable {
        /// The word `async` or `reasync`.
        package internal(set) var asyncKeyword: Name?
        /// The word `throws` or `rethrows`.
        package internal(set) var throwsKeyword: Name?
        /// The type in parentheses after `throws`.
        package internal(set) var thrownType: TypeSyntax?
        /// These parentheses and everything between them.
        package internal(set) var thrownClause: Range<Int>?
    }

    /// The text that contains it.
    package let source: SourceText
    /// The attributes, and lines such as `#if` between them.
    package let attributeList: [AttributeListElement]
    /// The words before `func`.
    package let modifiers: [Modifier]
    /// The word `func`.
    package let keyword: Range<Int>
    /// The function's name; an operator's characters too.
    package let name: Name
    /// Whether the name is an operator.
    package let isOperator: Bool
    /// The generic parameters with their angle brackets.
    package let genericClause: Range<Int>?
    /// The parameters with their parentheses.
    package let parameterClause: Range<Int>
    /// The parameters in order.
    package let parameters: [Parameter]
    /// The keywords between the parameters and the result.
    package let effects: Effects
    /// The type after the arrow.
    package let result: TypeSyntax?
    /// The `where` clause.
    package let whereClause: Range<Int>?
    /// The body with its braces.
    package let body: Range<Int>?

    /// The attributes alone.
    package var attributes: [Attribute] {
        attributeList.compactMap { if case .attribute(let attribute) = $0 { attribute } else { nil } }
    }

    /// The attributes, each with the `#if` branches that contain it: a number for each branch, outermost first.
    ///
    /// We do not know which branch the compiler takes. If an attribute is compiled, so are the attributes whose
    /// branches are a prefix of its own.
    package var conditionalAttributes: [(attribute: Attribute, branches: [Int])] {
        var attributes: [(Attribute, [Int])] = []
        var branches: [Int] = []
        var count = 0
        for element in attributeList {
            switch element {
            case .attribute(let attribute): attributes.append((attribute, branches))
            case .directive(let range):
                if source.text(range).hasPrefix("#if") { branches.append(0) } else if branches.isEmpty { continue }
                count += 1
                branches[branches.count - 1] = count
                if source.text(range).hasPrefix("#endif") { branches.removeLast() }
            }
        }
        return attributes
    }

    /// Everything that distinguishes one overload from another: all but attributes and body.
    package var signature: Range<Int> {
        let start = modifiers.first?.range.lowerBound ?? keyword.lowerBound
        let end = whereClause ?? result?.range ?? effects.thrownType?.range ?? parameterClause
        return start..<max(end.upperBound, effects.lastKeywordEnd)
    }
}

extension FunctionDeclaration.Effects {
    var lastKeywordEnd: Int {
        max(asyncKeyword?.range.upperBound ?? 0, throwsKeyword?.range.upperBound ?? 0)
    }
}

/// One parameter of a function.
package struct Parameter: Sendable {
    /// The first name: what callers write.
    package let label: Name
    /// The last name: what the body writes.
    package let name: Name
    /// Attributes before the names.
    package let attributes: [Attribute]
    /// The type.
    package let type: TypeSyntax
    /// The default value's expression.
    package let defaultValue: Range<Int>?
    /// The whole parameter.
    package let range: Range<Int>
}

/// Why a text could not be parsed as a function.
package enum DeclarationProblem: Error, Equatable {
    /// It declares something else: the keyword, and its range.
    case other(keyword: String, at: Range<Int>)
    /// Something is missing at this offset.
    case incomplete(expected: String, at: Int)
}
