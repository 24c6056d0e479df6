import SwiftTokens

/// What `@Cron` asks of a function: that it can be called without arguments and has no result.
struct CronRules {
    private let text: SourceSlice
    private let function: FunctionDeclaration

    init(_ marked: MarkedFunction) {
        self.text = marked.text
        self.function = marked.function
    }

    /// Parameters may be left out, errors may be thrown, nothing is returned.
    func check() throws(Refusal) {
        for parameter in function.parameters where parameter.defaultValue == nil && parameter.type.ellipsis == nil {
            throw Refusal(.cronParameter(text.place(parameter.name.range)))
        }
        let effects = [function.effects.asyncKeyword, function.effects.throwsKeyword].compactMap { $0 }
        for keyword in effects where keyword.text.hasPrefix("re") {
            throw Refusal(.rethrowing("@Cron", text.place(keyword.range)))
        }
        if let result = function.result, !result.isVoid {
            throw Refusal(.cronResult(text.place(result.range)))
        }
    }
}
