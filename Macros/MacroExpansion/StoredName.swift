import SwiftTokens

/// The name under which a function's tasks are stored: `Module.Type.function(label:label:)`.
enum StoredName {
    /// Makes the name that a task has in the database.
    ///
    /// - Parameters:
    ///   - fileID: The file as `Module/File.swift`.
    ///   - typePath: The enclosing types' names, outermost first.
    ///   - function: The function.
    /// - Returns: The name, without any backticks.
    static func make(_ fileID: String, _ typePath: [String], _ function: FunctionDeclaration) -> String {
        let module = fileID.prefix { $0 != "/" }
        let labels = function.parameters.map { $0.label.text + ":" }.joined()
        return ([String(module)] + typePath + [function.name.text]).joined(separator: ".") + "(\(labels))"
    }
}
