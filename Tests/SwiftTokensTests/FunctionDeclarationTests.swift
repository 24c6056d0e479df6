import Testing

@testable import SwiftTokens

@Suite("Function declarations")
struct FunctionDeclarationTests {
    private func read(_ text: String) throws -> FunctionDeclaration {
        try FunctionDeclaration(SourceText(text))
    }

    @Test("Every part of a function is found")
    func parts() throws {
        let text = """
            /// Doc.
            @A @B.C(x: 1, "y") // why
            #if os(Linux)
            @D
            #endif
            public static nonisolated(unsafe) func `do`<T: P, let N: Int>(
                _ a: inout [T], label b: Dictionary<String, (Int, T) -> Void> = [:], @W c: isolated (any Actor)? = nil, d: Int...
            )
            async
            throws(any Error) -> Box<Box<T>> where T: Q, T.A == Int
            { /* } */ "}" } // }
            """
        let function = try read(text)
        #expect(function.attributes.map(\.path) == [["A"], ["B", "C"], ["D"]])
        #expect(function.attributeList.count == 5)
        #expect(function.attributes[1].arguments.map { $0.label?.text } == ["x", nil])
        #expect(function.modifiers.map(\.name) == ["public", "static", "nonisolated"])
        #expect(function.name.text == "do")
        #expect(function.name.isQuoted)
        #expect(function.genericClause.map(function.source.text) == "<T: P, let N: Int>")
        #expect(function.parameters.map(\.label.text) == ["_", "label", "c", "d"])
        #expect(function.parameters.map(\.name.text) == ["a", "b", "c", "d"])
        #expect(
            function.parameters.map(\.type.text) == [
                "[T]", "Dictionary<String, (Int, T) -> Void>", "(any Actor)?", "Int",
            ])
        #expect(function.parameters.map { $0.defaultValue.map(function.source.text) } == [nil, "[:]", "nil", nil])
        #expect(function.parameters.map { $0.type.specifiers.map(\.text) } == [["inout"], [], ["isolated"], []])
        #expect(function.parameters[2].attributes.map(\.name) == ["W"])
        #expect(function.parameters[3].type.ellipsis != nil)
        #expect(function.effects.asyncKeyword?.text == "async")
        #expect(function.effects.thrownType?.text == "any Error")
        #expect(function.result?.text == "Box<Box<T>>")
        #expect(function.result?.named?.argument?.text == "Box<T>")
        #expect(function.whereClause.map(function.source.text) == "where T: Q, T.A == Int")
        #expect(function.body.map(function.source.text) == "{ /* } */ \"}\" }")
    }

    @Test(
        "Default values may be any expression",
        arguments: [
            "a < b", "x ? y : z", "{ (a: Int, b: Int) in a }", "Dictionary<String, Int>()", "[1, 2]", "f(a, b: c)",
            #""a, b: \(c, d)""#, "/a, b: c/", "try! g()", "#selector(f)", "(1, 2).0", "-1", ".init(a: 1)", "a > b",
            "3 > Dictionary<Int, Int>().count", "8 >> Dictionary<Int, Int>().count", "3 > 2 ? Pair<Int, Int>.z : 4",
        ]
    )
    func defaults(_ expression: String) throws {
        let function = try read("func f(_ a: A = \(expression), b: B = \(expression),) {}")
        #expect(function.parameters.map(\.name.text) == ["a", "b"])
        for parameter in function.parameters {
            #expect(parameter.defaultValue.map(function.source.text) == expression)
        }
    }

    @Test("CRLF, tabs and a byte-order mark do not matter")
    func spaces() throws {
        let function = try read("\u{FEFF}@A\r\n\tfunc\r\n\tf\t(\r\n\ta:\tInt\r\n)\r\n->\tInt\r\n{\r\n}\r\n")
        #expect(function.parameters.map(\.type.text) == ["Int"])
        #expect(function.result?.text == "Int")
        #expect(function.body != nil)
    }

    @Test("A non-breaking space is a space")
    func nonBreakingSpace() throws {
        let function = try read("\u{A0}@A\u{A0}func\u{A0}f(a:\u{A0}Int\u{A0}=\u{A0}3)\u{A0}{}")
        #expect(function.name.text == "f")
        #expect(function.parameters.map { $0.defaultValue.map(function.source.text) } == ["3"])
    }

    @Test(
        "A default value may stand directly behind its type",
        arguments: [
            ("Array<Int>=[1]", "Array<Int>"), ("Box<Box<Int>>=.b", "Box<Box<Int>>"), ("Int!=nil", "Int!"),
            ("Array<Int>?=nil", "Array<Int>?"), ("Int?=nil", "Int?"), ("[Int]=[]", "[Int]"), ("Bool = a >= b", "Bool"),
        ]
    )
    func gluedDefault(_ parameter: String, _ type: String) throws {
        let function = try read("func f(a: \(parameter), b: Int = 3) {}")
        #expect(function.parameters.map(\.type.text) == [type, "Int"])
        #expect(function.parameters.allSatisfy { $0.defaultValue != nil })
    }

    @Test("The branches of '#if' in which an attribute stands are told apart")
    func branches() throws {
        let text = "@A\n#if (X ||\n Y)\n@B\n#if Z\n@C\n#endif\n@D\n#elseif W\n@E\n#else\n@F\n#endif\n@G func f() {}"
        let found = try read(text).conditionalAttributes.map { ($0.attribute.name, $0.branches) }
        let expected = [("A", []), ("B", [1]), ("C", [1, 2]), ("D", [1]), ("E", [4]), ("F", [5]), ("G", [])]
        #expect(found.elementsEqual(expected) { $0 == $1 })
    }

    @Test(
        "Other declarations are named",
        arguments: [
            ("@A var x = 3", "var"), ("final class C {}", "class"), ("indirect enum E {}", "enum"),
            ("convenience init() {}", "init"), ("class var x: Int { 3 }", "var"), ("get { 3 }", "get"),
            ("actor A {}", "actor"), ("prefix operator +", "operator"),
        ]
    )
    func others(_ text: String, _ keyword: String) {
        let error = #expect(throws: DeclarationProblem.self) { try read(text) }
        guard case .other(keyword, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "What is missing is named",
        arguments: [
            "", "@", "func", "func f", "func f(", "func f(a)", "func f(a:)", "func f() ->", "func f() {", "func f() x",
        ]
    )
    func incomplete(_ text: String) {
        let error = #expect(throws: DeclarationProblem.self) { try read(text) }
        guard case .incomplete? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A megabyte of body is read in well under a second")
    func large() throws {
        let line = "    let s = \"a \\(f(1)) b\"; if x / 2 > y { print(s) } // comment\n"
        let text = "func f() {\n" + String(repeating: line, count: (1 << 20) / line.utf8.count) + "}"
        #expect(try read(text).body?.upperBound == text.utf8.count)
    }

    @Test("Enclosing declarations are told apart")
    func enclosing() {
        func enclosing(_ text: String) -> EnclosingDeclaration { EnclosingDeclaration(SourceText(text)) }
        #expect(enclosing("\n@A public final class C: D {}") == .type(name: "C", isGeneric: false))
        #expect(enclosing("struct S<T> where T: P {}") == .type(name: "S", isGeneric: true))
        #expect(enclosing("extension A.B {}") == .type(name: "A.B", isGeneric: false))
        #expect(enclosing("extension Array where Element == Int {}") == .type(name: "Array", isGeneric: false))
        #expect(enclosing("extension Array where Element: P {}") == .type(name: "Array", isGeneric: true))
        #expect(enclosing("extension Dictionary: @retroactive P {}") == .type(name: "Dictionary", isGeneric: true))
        #expect(enclosing("extension Array<Int> {}") == .type(name: "Array", isGeneric: false))
        #expect(enclosing("extension Swift.Result {}") == .type(name: "Swift.Result", isGeneric: true))
        // Perhaps the program's own.
        #expect(enclosing("extension Result {}") == .type(name: "Result", isGeneric: false))
        #expect(enclosing("class open {}") == .type(name: "open", isGeneric: false))
        #expect(enclosing("class dynamic: P {}") == .type(name: "dynamic", isGeneric: false))
        #expect(enclosing("class final<T> {}") == .type(name: "final", isGeneric: true))
        #expect(enclosing("extension [Int] {}") == .type(name: "[Int]", isGeneric: false))
        #expect(enclosing("extension [String: Int]: P {}") == .type(name: "[String:Int]", isGeneric: false))
        #expect(enclosing("extension Int? {}") == .type(name: "Int?", isGeneric: false))
        #expect(enclosing("@A<Int> struct S {}") == .type(name: "S", isGeneric: false))
        #expect(enclosing("protocol P<A> {}") == .protocol(name: "P"))
        #expect(enclosing("func outer() ") == .local)
        #expect(enclosing("{ }") == .local)
        #expect(enclosing("get ") == .local)
    }
}
