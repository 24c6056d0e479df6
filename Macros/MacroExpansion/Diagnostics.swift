import PluginMessaging
import SwiftTokens

// Every message of the plugin, each written once. A refusal names what is refused and why; the compiler appends " (from
// macro 'Delay')". A message has a fix-it if the remedy is certain.

extension Diagnostic {
    private static func error(_ message: String, at place: Place, fixIts: [FixIt] = []) -> Diagnostic {
        Diagnostic(message: message, position: place.position, highlights: [place.span], fixIts: fixIts)
    }

    static func unknownUse(_ request: AttachedMacroRequest, at position: Position) -> Diagnostic {
        let use = "'\(request.macro.typeName)' in the role '\(request.macroRole)'"
        return Diagnostic(message: "this plugin has no \(use)", position: position)
    }
}

// MARK: - What is marked

extension Diagnostic {
    static func notAFunction(_ macro: String, _ keyword: Place) -> Diagnostic {
        error("'\(macro)' marks functions, not '\(keyword.text)'", at: keyword)
    }

    static func unreadable(_ macro: String, expected: String, at position: Position) -> Diagnostic {
        Diagnostic(message: "'\(macro)' cannot read this function: \(expected) is missing", position: position)
    }

    static func repeated(_ attribute: Place, removing: Place) -> Diagnostic {
        error(
            "a function is marked once, with '@Delay' or with '@Cron'", at: attribute,
            fixIts: [.replace(removing, with: "", "remove '\(attribute.text)'")]
        )
    }

    static func local(_ macro: String, _ name: Place) -> Diagnostic {
        error("'\(macro)' cannot mark a local function: a worker process cannot call '\(name.text)'", at: name)
    }

    static func requirement(_ macro: String, _ name: Place) -> Diagnostic {
        error(
            "'\(macro)' cannot mark a protocol's member: a worker process does not know which type is meant",
            at: name
        )
    }

    static func genericType(_ macro: String, _ type: String, _ name: Place) -> Diagnostic {
        error(
            "'\(macro)' cannot mark a function in the generic '\(type)': a worker process does not know the type's "
                + "arguments",
            at: name
        )
    }

    static func generic(_ macro: String, _ clause: Place) -> Diagnostic {
        error("'\(macro)' cannot mark a generic function: a worker process does not know the types", at: clause)
    }

    static func operatorFunction(_ macro: String, _ name: Place) -> Diagnostic {
        error("'\(macro)' cannot mark an operator", at: name)
    }

    static func instanceMethod(_ macro: String, at place: Place, fixIt: FixIt?) -> Diagnostic {
        error(
            "'\(macro)' marks global and static functions: no instance crosses to a worker process", at: place,
            fixIts: fixIt.map { [$0] } ?? []
        )
    }

    static func noBody(_ macro: String, _ name: Place) -> Diagnostic {
        error("'\(macro)' needs a function with a body", at: name)
    }

    static func unavailable(_ macro: String, _ attribute: Place, word: String) -> Diagnostic {
        error("'\(macro)' cannot mark a function that is '\(word)': a worker process has to call it", at: attribute)
    }
}

// MARK: - Parameters

extension Diagnostic {
    static func namelessParameter(_ place: Place) -> Diagnostic {
        error("a parameter of a '@Delay' function needs a name, under which its argument is stored", at: place)
    }

    static func parameterAttribute(_ place: Place) -> Diagnostic {
        error(
            "a parameter of a '@Delay' function cannot have attributes: '\(place.text)' does not cross to a worker "
                + "process",
            at: place
        )
    }

    static func parameterSpecifier(_ place: Place) -> Diagnostic {
        error(
            "a parameter of a '@Delay' function cannot be '\(place.text)': a copy of it crosses to a worker process",
            at: place
        )
    }

    static func closureParameter(_ place: Place) -> Diagnostic {
        error("a closure cannot cross to a worker process", at: place)
    }

    static func opaqueParameter(_ place: Place) -> Diagnostic {
        error("a parameter of a '@Delay' function needs a concrete type: 'some' makes the function generic", at: place)
    }

    static func variadicParameter(_ type: TypeSyntax, _ place: Place) -> Diagnostic {
        error("a parameter of a '@Delay' function cannot be variadic: write '[\(type.text)]'", at: place)
    }

    static func cronParameter(_ name: Place) -> Diagnostic {
        error("a '@Cron' function is called without arguments: '\(name.text)' needs a default value", at: name)
    }
}

// MARK: - Effects and results

extension Diagnostic {
    static func rethrowing(_ macro: String, _ keyword: Place) -> Diagnostic {
        error(
            "'\(macro)' cannot mark a function that is '\(keyword.text)': no closure crosses to a worker process",
            at: keyword
        )
    }

    static func thrownType(_ type: Place, clause: Place) -> Diagnostic {
        error(
            "the call of a '@Delay' function throws 'TaskError' when the task cannot be stored, and so it cannot "
                + "promise 'throws(\(type.text))'",
            at: type, fixIts: [.replace(clause, with: "", "throw any error")]
        )
    }

    static func result(_ text: String, _ type: Place, fixIts: [FixIt]) -> Diagnostic {
        error(
            "the call of a '@Delay' function returns before its body has run: it returns a 'Delayed<\(text)>', or "
                + "waits for the result as 'async throws'",
            at: type, fixIts: fixIts
        )
    }

    static func handleArgument(_ type: Place) -> Diagnostic {
        error(
            "'Delayed' has one type in angle brackets, that of the result: 'Delayed<Void>' where there is none",
            at: type)
    }

    static func opaqueResult(_ type: Place) -> Diagnostic {
        error("the result of a '@Delay' function needs a concrete type, which both processes know", at: type)
    }

    static func closureResult(_ type: Place) -> Diagnostic {
        error("a closure cannot come back from a worker process", at: type)
    }

    static func neverReturns(_ type: Place) -> Diagnostic {
        error("a '@Delay' function that never returns has no result to wait for", at: type)
    }

    static func cronResult(_ type: Place) -> Diagnostic {
        error("the result of a '@Cron' function would be lost", at: type)
    }
}

// MARK: - Options

extension Diagnostic {
    static func nameNotLiteral(_ value: Place) -> Diagnostic {
        error("'name' must be a plain string literal, because it is known before the program runs", at: value)
    }

    static func empty(_ option: String, _ value: Place) -> Diagnostic {
        error("'\(option)' cannot be empty", at: value)
    }

    static func controlCharacter(_ option: String, _ value: Place) -> Diagnostic {
        error("'\(option)' cannot hold control characters, which no terminal shows", at: value)
    }

    static func outOfRange(_ option: String, _ value: Place, allowed: String) -> Diagnostic {
        error("'\(option)' must be \(allowed), not \(value.text)", at: value)
    }

    static func unknownTimeZone(_ name: Place, suggestions: [String]) -> Diagnostic {
        let known = suggestions.map { "'\($0)'" }.joined(separator: ", ")
        let proposal = suggestions.isEmpty ? "" : "; did you mean \(known)?"
        let text = name.text.count > 40 ? name.text.prefix(40) + "…" : name.text
        return error(
            "there is no time zone '\(text)'\(proposal)", at: name,
            fixIts: suggestions.map { .replace(name, with: $0, "write '\($0)'") }
        )
    }

    static func noSchedule(_ attribute: Place) -> Diagnostic {
        error(
            "'@Cron' needs a schedule: an expression such as \"0 9 * * MON-FRI\", 'every:', or at least one of "
                + "'minutes:', 'hours:', 'days:', 'months:' and 'weekdays:'", at: attribute
        )
    }
}

// MARK: - Cron expressions

extension Diagnostic {
    static func expressionNotLiteral(_ value: Place) -> Diagnostic {
        error("a cron expression must be a plain string literal, because it is checked now", at: value)
    }

    static func malformedLiteral(_ value: Place) -> Diagnostic {
        error("this string literal cannot be read", at: value)
    }

    static func invalidExpression(_ description: String, at place: Place, suggestion: (Place, String)?) -> Diagnostic {
        let fixIt = suggestion.map { place, text in
            FixIt.replace(place, with: text, text.isEmpty ? "remove '\(place.text)'" : "write '\(text)'")
        }
        return error(description, at: place, fixIts: fixIt.map { [$0] } ?? [])
    }

    static func neverFires(_ place: Place) -> Diagnostic {
        error("this schedule never comes: no date matches", at: place)
    }

    static func unexpectedMeaning(_ message: String, at place: Place) -> Diagnostic {
        Diagnostic(message: message, severity: .warning, position: place.position, highlights: [place.span])
    }
}

extension Diagnostic.FixIt {
    static func replace(_ place: Place, with text: String, _ message: String) -> Diagnostic.FixIt {
        Diagnostic.FixIt(message: message, changes: [.init(range: place.span, newText: text)])
    }

    static func insert(_ text: String, at span: Diagnostic.Span, _ message: String) -> Diagnostic.FixIt {
        Diagnostic.FixIt(message: message, changes: [.init(range: span, newText: text)])
    }
}
