import SwiftTokens

/// The name under which a function's tasks are stored: `Module.Type.function(label:label:)`.
enum StoredName {
    /// Makes the name.
    ///
    /// - Parameters:
    ///   - fileID: the file as `Module/File.swift`.
    ///   - typePath: the enclosing types' names, outermost first.
    ///   - function: the function.
    /// - Returns: the name, without any backticks.
    static func make(_ fileID: String, _ typePath: [String], _ function: FunctionDeclaration) -> String {
        let module = fileID.prefix { $0 != "/" }
        let labels = function.parameters.map { $0.label.text + ":" }.joined()
        return ([String(module)] + typePath + [function.name.text]).joined(separator: ".") + "(\(labels))"
    }
}
