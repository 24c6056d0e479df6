import Foundation
import Platform
import TaskModel

/// The text for an error that a task threw: the error's own description, with the name of its type.
///
/// The description is the program's own code (`description`, `errorDescription`), which may take long or never return.
/// So it is called outside every lock.
struct ErrorText: Equatable, Sendable {
    /// Longer texts are cut to this many bytes; they are stored with each task.
    static let limit = Failure.messageLimit
    private static let limitOfType = 200
    private static let limitOfCause = 1_000
    private static let mostCauses = 4

    /// The name of the error's type, with its module: `App.PrinterError`.
    let type: String
    /// The descriptions of the error and its underlying errors; never empty.
    let text: String

    init(_ error: any Error) {
        type = Self.name(of: error)
        let words = Self.words(of: error)
        var causes: [String] = []
        for cause in Causes.of(error).prefix(Self.mostCauses) {
            let text = Self.words(of: cause).cut(toBytes: Self.limitOfCause)
            if !words.contains(text), !causes.contains(text) { causes.append(text) }
        }
        let whole = ([words] + causes.map { "cause: \($0)" }).joined(separator: "; ")
        text = whole.cut(toBytes: Self.limit)
    }

    private static func name(of error: any Error) -> String {
        String(reflecting: Swift.type(of: error)).withoutUnknownContexts.cut(toBytes: limitOfType)
    }

    /// An error's description, without its underlying errors.
    private static func words(of error: any Error) -> String {
        let words = description(by: error)
        guard words.allSatisfy(\.isWhitespace) else { return words }
        return "an error of type '\(name(of: error))', which has no words for itself"
    }

    private static func description(by error: any Error) -> String {
        switch error {
        case is CancellationError: "the work was cancelled (CancellationError)"
        case let error as DecodingError: error.sentence
        case let error as EncodingError: error.sentence
        case let error as any LocalizedError: localized(error)
        default: described(error)
        }
    }

    /// The error's description, its reason, and its advice, if it has them.
    private static func localized(_ error: any LocalizedError) -> String {
        let parts = [error.errorDescription, error.failureReason, error.recoverySuggestion]
        var sentences: [String] = []
        for part in parts {
            guard let part, !part.allSatisfy(\.isWhitespace), !sentences.contains(part) else { continue }
            sentences.append(part)
        }
        // An error that has nothing but a reason or advice is described like any other value.
        if error.errorDescription?.allSatisfy(\.isWhitespace) ?? true { sentences.insert(described(error), at: 0) }
        return sentences.joined(separator: "; ")
    }

    private static func described(_ error: any Error) -> String {
        if let native = FoundationError(error) { return native.sentence }
        let text = String(describing: error)
        // As a plain value, because the compiler treats every error as one that describes itself.
        let value: Any = error
        let describesItself =
            value is any CustomStringConvertible || value is any CustomDebugStringConvertible
            || value is any TextOutputStreamable
        // The case of an enumeration is one word, which means little without its type.
        guard !describesItself, Mirror(reflecting: error).displayStyle == .enum else { return text }
        return "\(name(of: error).split(separator: ".").last ?? "")." + text
    }
}

/// An error that has a domain and a code: one of Foundation's, or one that imitates them.
private struct FoundationError {
    private let domain: String
    private let code: Int
    private let information: [String: Any]
    private let localizedDescription: String

    init?(_ error: any Error) {
        // On Darwin every error can be cast to `NSError`; only the dynamic type tells whether it is one.
        if type(of: error) is NSError.Type, let error = error as Any as? NSError {
            (domain, code, information) = (error.domain, error.code, error.userInfo)
        } else if let error = error as? any CustomNSError {
            (domain, code, information) = (type(of: error).errorDomain, error.errorCode, error.errorUserInfo)
        } else {
            return nil
        }
        localizedDescription = error.localizedDescription
    }

    /// What happened, to which file, with domain and code.
    var sentence: String {
        let words = information[NSLocalizedDescriptionKey] as? String ?? localizedDescription
        let reason = (information[NSLocalizedFailureReasonErrorKey] as? String).map { "; \($0)" } ?? ""
        let path = information[NSFilePathErrorKey] as? String ?? (information[NSURLErrorKey] as? URL)?.path
        let file = path.flatMap { words.contains($0) ? nil : ": '\($0)'" } ?? ""
        return "\(words)\(words.contains(reason.dropFirst(2)) ? "" : reason)\(file) (\(domain) \(code))"
    }

    var causes: [any Error] {
        let several = information["NSMultipleUnderlyingErrorsKey"] as? [any Error] ?? []
        return several + [information[NSUnderlyingErrorKey] as? any Error].compactMap(\.self)
    }
}

/// The errors directly underlying another one.
private enum Causes {
    static func of(_ error: any Error) -> [any Error] {
        switch error {
        case let error as DecodingError: return [error.context?.underlyingError].compactMap(\.self)
        case let error as EncodingError: return [error.context?.underlyingError].compactMap(\.self)
        default: break
        }
        if let native = FoundationError(error) { return native.causes }
        return held(by: error)
    }

    /// The errors among the properties, or the associated values, of an error.
    private static func held(by error: any Error) -> [any Error] {
        Mirror(reflecting: error).children.flatMap { child in
            let found = errors(in: child.value)
            // Several associated values come as one tuple.
            guard found.isEmpty, Mirror(reflecting: child.value).displayStyle == .tuple else { return found }
            return Mirror(reflecting: child.value).children.flatMap { errors(in: $0.value) }
        }
    }

    private static func errors(in value: Any) -> [any Error] {
        switch value {
        // In programs that make `String` an error, the texts that an error contains are not errors.
        case is String, is Optional<String>: []
        case let error as any Error: [error]
        case let errors as [any Error]: errors
        default: []
        }
    }
}

extension DecodingError {
    fileprivate var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context): context
        case .dataCorrupted(let context): context
        @unknown default: nil
        }
    }

    fileprivate var sentence: String {
        let what =
            switch self {
            case .typeMismatch(let type, _): "typeMismatch: expected \(type)"
            case .valueNotFound(let type, _): "valueNotFound: expected \(type)"
            case .keyNotFound(let key, _): "keyNotFound: no value for the key '\(key.stringValue)'"
            case .dataCorrupted: "dataCorrupted"
            @unknown default: "\(self)"
            }
        return "DecodingError.\(what)\(context?.place ?? "")"
    }
}

extension DecodingError.Context {
    fileprivate var place: String { codingPath.place + ": \(debugDescription)" }
}

extension EncodingError {
    fileprivate var context: Context? {
        if case .invalidValue(_, let context) = self { context } else { nil }
    }

    /// Without the value, which may be anything.
    fileprivate var sentence: String {
        guard case .invalidValue(let value, let context) = self else { return "\(self)" }
        return
            "EncodingError.invalidValue: a \(type(of: value))\(context.codingPath.place): \(context.debugDescription)"
    }
}

extension [any CodingKey] {
    /// Its coding path: ` at 'orders[3].price'`; empty at the root.
    fileprivate var place: String {
        let path = reduce(into: "") { path, key in
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return path.isEmpty ? "" : " at '\(path)'"
    }
}

extension String {
    /// A type's name without the runtime's placeholders for functions and files: `App.(unknown context at
    /// $10f3).Refusal`.
    fileprivate var withoutUnknownContexts: String {
        var text = self
        while let start = text.range(of: "(unknown context at ") {
            guard let end = text.range(of: ").", range: start.upperBound..<text.endIndex) else { break }
            text.removeSubrange(start.lowerBound..<end.upperBound)
        }
        return text
    }
}
