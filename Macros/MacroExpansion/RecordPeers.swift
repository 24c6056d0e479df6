import SwiftTokens

/// The record by which the program finds the function, and the function that the record points to.
///
/// The record's layout is documented in `FunctionRecords.swift` in `Autocron`. It is in an enumeration because a private
/// static constant is allowed there wherever the function is: in types of all kinds, in extensions, at file scope, in
/// `main.swift`.
struct RecordPeers {
    private let marked: MarkedFunction
    private let options: String

    /// - Parameters:
    ///   - marked: The function.
    ///   - options: The function that takes the attribute's arguments.
    init(_ marked: MarkedFunction, options: String) {
        self.marked = marked
        self.options = options
    }

    var text: String {
        registration + record
    }

    private var register: String { marked.names.name("register") }

    private var registration: String {
        let name = SwiftWriting.literal(marked.storedName)
        let location = SwiftWriting.literal(marked.location)
        return """
            \(PeerAttributes.deprecated)
            nonisolated private \(marked.isMember ? "static " : "")func \(register)() {
            \(guards)\
            \(attributeArguments)\
            Autocron::_register(\(name), at: \(location), \(marked.names.name("options"))) {
            try await \(marked.names.name("perform"))($0)
            }
            }

            """
    }

    private var guards: String {
        PeerAttributes.conditions(of: marked).map { "guard \($0) else { return }\n" }.joined()
    }

    /// The attribute's own argument list, at its own position, so that the compiler reports an error in an argument
    /// there.
    private var attributeArguments: String {
        let opening = "let \(marked.names.name("options")) = Autocron::\(options)("
        let attributeText = marked.use.attributeText
        guard let clause = marked.attribute.argumentClause else { return "\(opening))\n" }
        let inside = clause.lowerBound + 1
        let text = attributeText.source.text(inside..<clause.upperBound)
        return SwiftWriting.placed(text, at: inside, of: attributeText, after: opening)
    }

    /// If there is an error anywhere in the file, Swift 6.3.1 reports errors for every record in it: these, too, then
    /// appear at the attribute and not in an expansion.
    private var record: String {
        let fields = "(Swift::UInt32, Swift::UInt32, @convention(c) () -> Swift::Void)"
        let constant = "static let record: \(fields) = (0x4155_544F, 1, { \(register)() })"
        return """
            \(PeerAttributes.deprecated)
            nonisolated private enum \(marked.names.name("record")) {
            #if objectFormat(ELF)
            \(placed("@section(\"autocron_tasks\") @used \(constant)"))\
            #elseif objectFormat(MachO)
            \(placed("@section(\"__DATA_CONST,__autocron\") @used \(constant)"))\
            #endif
            }

            """
    }

    private func placed(_ text: String) -> String {
        SwiftWriting.placed(text, at: marked.attribute.range.lowerBound, of: marked.use.attributeText)
    }
}
