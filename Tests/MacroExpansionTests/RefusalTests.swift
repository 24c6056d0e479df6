import PluginMessaging
import Testing

@Suite("Refusals")
struct RefusalTests {
    @Test(
        "Declarations that are no global or static functions",
        arguments: [
            ("@Delay var x = 3", [], "1:8: '@Delay' marks functions, not 'var'"),
            ("@Cron(every: .seconds(1)) public struct S {}", [], "1:34: '@Cron' marks functions, not 'struct'"),
            ("@Delay init() {}", ["class C {}"], "1:8: '@Delay' marks functions, not 'init'"),
            ("@Delay deinit {}", ["class C {}"], "1:8: '@Delay' marks functions, not 'deinit'"),
            ("@Delay get { 3 }", ["struct S {}"], "1:8: '@Delay' marks functions, not 'get'"),
            (
                "@Delay func f() {}", ["func outer()"],
                "1:13: '@Delay' cannot mark a local function: a worker process cannot call 'f'"
            ),
            (
                "@Delay func f() {}", ["{ }", "struct S {}"],
                "1:13: '@Delay' cannot mark a local function: a worker process cannot call 'f'"
            ),
            (
                "@Delay func f()", ["protocol P {}"],
                "1:13: '@Delay' cannot mark a protocol's member: a worker process does not know which type is meant"
            ),
            (
                "@Delay static func f() {}", ["struct I {}", "struct G<T> {}"],
                "1:20: '@Delay' cannot mark a function in the generic 'G': a worker process does not know the type's arguments"
            ),
            (
                "@Delay static func f() {}", ["extension Array where Element: Codable {}"],
                "1:20: '@Delay' cannot mark a function in the generic 'Array': a worker process does not know the type's arguments"
            ),
            (
                "@Delay static func f() {}", ["extension Array {}"],
                "1:20: '@Delay' cannot mark a function in the generic 'Array': a worker process does not know the type's arguments"
            ),
            (
                "@Delay static func f() {}", ["public extension Swift.Set: P {}"],
                "1:20: '@Delay' cannot mark a function in the generic 'Swift.Set': a worker process does not know the type's arguments"
            ),
            ("@Delay static func == (a: Int, b: Int) {}", ["struct S {}"], "1:20: '@Delay' cannot mark an operator"),
            (
                "@Delay func f<T: Codable>(a: T) {}", [],
                "1:14: '@Delay' cannot mark a generic function: a worker process does not know the types"
            ),
            ("@Delay func f()", [], "1:13: '@Delay' needs a function with a body"),
            (
                "@available(*, unavailable)\n@Delay func f() {}", [],
                "1:15: '@Delay' cannot mark a function that is 'unavailable': a worker process has to call it"
            ),
            (
                "@available(*, noasync) @Delay func f() {}", [],
                "1:15: '@Delay' cannot mark a function that is 'noasync': a worker process has to call it"
            ),
            (
                "@Delay func f() {", [],
                "1:17: '@Delay' cannot read this function: '}' at the end of the function's body is missing"
            ),
            ("@Delay func", [], "1:12: '@Delay' cannot read this function: a function's name is missing"),
        ] as [(String, [String], String)]
    )
    func declarations(_ source: String, _ context: [String], _ message: String) {
        #expect(Use(source, in: context).messages == [message])
        #expect(Use(source, in: context).expand("peer").expandedSource == nil)
    }

    @Test("A function in an implicit getter shows in the discriminator alone")
    func implicitGetter() {
        let use = Use("@Delay func f() {}", in: ["struct S {}"], discriminator: "$s3App1SV1pSivg1fL_yyF_$l5DelayfMp_")
        #expect(use.messages == ["1:13: '@Delay' cannot mark a local function: a worker process cannot call 'f'"])
    }

    @Test(
        "What an extension extends shows in the discriminator alone",
        arguments: [
            ("P", "_3App1PPAAE", "a protocol's member: a worker process does not know which type is meant"),
            (
                "Outer.Q", "_3App5OuterO1QPAAE",
                "a protocol's member: a worker process does not know which type is meant"
            ),
            ("Error", "_s5ErrorP3AppE", "a protocol's member: a worker process does not know which type is meant"),
            (
                "Sequence", "_ST3AppSiRsz7ElementRtzrlE",
                "a protocol's member: a worker process does not know which type is meant"
            ),
            ("Set", "_Sh3AppE", "a function in the generic 'Set': a worker process does not know the type's arguments"),
            (
                "Task", "_ScT3AppE",
                "a function in the generic 'Task': a worker process does not know the type's arguments"
            ),
            (
                "Result", "_s6ResultO3AppE",
                "a function in the generic 'Result': a worker process does not know the type's arguments"
            ),
            (
                "Delayed", "_8Autocron7DelayedV3AppE",
                "a function in the generic 'Delayed': a worker process does not know the type's arguments"
            ),
            ("Array", "_Sa3AppSiRszlE", nil), ("String", "_SS3AppE", nil), ("S", "_3App1SV", nil),
            ("Set", "_3App3SetV", nil),
        ] as [(String, String, String?)]
    )
    func extendedTypes(_ type: String, _ mangled: String, _ refusal: String?) {
        let context = "extension \(type)\(type == "Array" ? " where Element == Int" : "") {}"
        let use = Use(
            "@Delay static func f() {}", in: [context], discriminator: "$s\(mangled.dropFirst())1f5DelayfMp_"
        )
        #expect(use.messages == (refusal.map { ["1:20: '@Delay' cannot mark \($0)"] } ?? []))
    }

    @Test("A name that looks like the mark of a local function is none")
    func nameLikeAMark() {
        #expect(Use("@Delay func a_$lb() {}", discriminator: "$s3App5a_$lb5DelayfMp_").messages.isEmpty)
        let member = Use("@Delay static func f() {}", in: ["enum E_$l {}"], discriminator: "$s3App4E_$lO1f5DelayfMp_")
        #expect(member.messages.isEmpty)
    }

    @Test(
        "Instance methods, with the word that makes them static",
        arguments: [
            ("@Delay func f() {}", "1:8", "@Delay static func f() {}"),
            ("@Delay public final func f() {}", "1:21", "@Delay public final static func f() {}"),
            ("@Delay public mutating func f() {}", "1:15", "@Delay public static func f() {}"),
            ("@Delay override func f() {}", "1:17", nil),
        ] as [(String, String, String?)]
    )
    func instanceMethods(_ source: String, _ place: String, _ fixed: String?) {
        let use = Use(source, in: ["struct S {}"])
        #expect(
            use.messages == [
                "\(place): '@Delay' marks global and static functions: no instance crosses to a worker process"
            ]
        )
        #expect(use.fixed == (fixed.map { [$0] } ?? []))
    }

    @Test(
        "Parameters that cannot cross to another process",
        arguments: [
            ("_: Int", "1:15: a parameter of a '@Delay' function needs a name, under which its argument is stored"),
            ("a _: Int", "1:17: a parameter of a '@Delay' function needs a name, under which its argument is stored"),
            (
                "a: inout Int",
                "1:18: a parameter of a '@Delay' function cannot be 'inout': a copy of it crosses to a worker process"
            ),
            (
                "a: sending A",
                "1:18: a parameter of a '@Delay' function cannot be 'sending': a copy of it crosses to a worker process"
            ),
            (
                "a: consuming A",
                "1:18: a parameter of a '@Delay' function cannot be 'consuming': a copy of it crosses to a worker process"
            ),
            (
                "a: borrowing A",
                "1:18: a parameter of a '@Delay' function cannot be 'borrowing': a copy of it crosses to a worker process"
            ),
            (
                "a: isolated (any Actor)?",
                "1:18: a parameter of a '@Delay' function cannot be 'isolated': a copy of it crosses to a worker process"
            ),
            ("a: Int...", "1:21: a parameter of a '@Delay' function cannot be variadic: write '[Int]'"),
            ("a: @escaping () -> Void", "1:18: a closure cannot cross to a worker process"),
            ("a: ((Int) -> Int)?", "1:18: a closure cannot cross to a worker process"),
            (
                "b: Int, a: [some P]",
                "1:27: a parameter of a '@Delay' function needs a concrete type: 'some' makes the function generic"
            ),
            (
                "@Clamped a: Int",
                "1:15: a parameter of a '@Delay' function cannot have attributes: '@Clamped' does not cross to a worker process"
            ),
        ]
    )
    func parameters(_ parameter: String, _ message: String) {
        #expect(Use("@Delay func f(\(parameter)) {}").messages == [message])
    }

    @Test("Results that a call cannot have, with both ways out")
    func results() {
        let message =
            "the call of a '@Delay' function returns before its body has run: it returns a 'Delayed<Int?>', or waits for the result as 'async throws'"
        for (effects, fixed) in [("", " async throws"), (" throws", " async throws"), (" async", " async throws")] {
            let use = Use("@Delay func f()\(effects) -> Int? { 3 }")
            #expect(use.messages == ["1:\(20 + effects.utf8.count): \(message)"])
            #expect(
                use.fixed == [
                    "@Delay func f()\(effects) -> Delayed<Int?> { 3 }", "@Delay func f()\(fixed) -> Int? { 3 }",
                ]
            )
        }
    }

    @Test(
        "Effects and results",
        arguments: [
            (
                "@Delay func f() throws(E) {}",
                "1:24: the call of a '@Delay' function throws 'TaskError' when the task cannot be stored, and so it cannot promise 'throws(E)'"
            ),
            (
                "@Delay func f(a: Int) rethrows {}",
                "1:23: '@Delay' cannot mark a function that is 'rethrows': no closure crosses to a worker process"
            ),
            (
                "@Delay func f() async throws -> some P { 3 }",
                "1:33: the result of a '@Delay' function needs a concrete type, which both processes know"
            ),
            ("@Delay func f() -> Delayed<() -> Void> { {} }", "1:28: a closure cannot come back from a worker process"),
            (
                "@Delay func f() async throws -> Never { }",
                "1:33: a '@Delay' function that never returns has no result to wait for"
            ),
            (
                "@Cron(every: .seconds(1)) func f() -> Int { 3 }",
                "1:39: the result of a '@Cron' function would be lost"
            ),
            (
                "@Cron(every: .seconds(1)) func f(a: Int = 1, of b: Int) {}",
                "1:49: a '@Cron' function is called without arguments: 'b' needs a default value"
            ),
        ]
    )
    func effects(_ source: String, _ message: String) {
        #expect(Use(source).messages == [message])
    }

    @Test(
        "Other spellings of what a call can have",
        arguments: [
            "throws(Error)", "throws(Swift.Error)", "throws((any Error))", "throws(any Swift::Error)", "-> (Void)",
            "-> (())",
            "-> (Delayed<Int>)", "-> Delayed<[String: (a: Int, b: Int)]>", "-> Delayed<Dictionary<String, Int>>",
        ]
    )
    func spellings(_ signature: String) {
        #expect(Use("@Delay func f() \(signature) {}").messages.isEmpty)
        #expect(Use("@Delay func f() \(signature) {}").expand("body").expandedSource?.contains("fatalError") == false)
    }

    @Test("Parentheses without end are read, too")
    func manyParentheses() {
        let result = String(repeating: "(", count: 5_000) + "Int" + String(repeating: ")", count: 5_000)
        #expect(Use("@Delay func f() -> \(result) {}").messages.count == 1)
        #expect(Use("@Delay func f() throws\(result) {}").messages.count == 1)
    }

    @Test("A handle has one type", arguments: ["Delayed", "Delayed<Int, Int>", "Autocron.Delayed"])
    func handleArgument(_ type: String) {
        let message =
            "'Delayed' has one type in angle brackets, that of the result: 'Delayed<Void>' where there is none"
        #expect(Use("@Delay func f() -> \(type) {}").messages == ["1:20: \(message)"])
    }

    @Test("A proposed result is a type that can stand there")
    func unwrappedResult() {
        #expect(
            Use("@Delay func f() throws -> Int! { 3 }").fixed == [
                "@Delay func f() throws -> Delayed<Int?> { 3 }", "@Delay func f() async throws -> Int! { 3 }",
            ]
        )
    }

    @Test(
        "Parameters that run into each other",
        arguments: [
            ("a: Int b: Int", "1:22: '@Delay' cannot read this function: ',' is missing"),
            ("a: [String: Int] b: Int", "1:32: '@Delay' cannot read this function: ',' is missing"),
            ("a: Dictionary<String, Int", "1:40: '@Delay' cannot read this function: '>' is missing"),
        ]
    )
    func tornParameters(_ parameters: String, _ message: String) {
        #expect(Use("@Delay func f(\(parameters)) {}").messages == [message])
    }

    @Test("A thrown type is taken away by its fix-it")
    func thrownTypeFixIt() {
        #expect(Use("@Delay func f() throws( E ) {}").fixed == ["@Delay func f() throws {}"])
        #expect(Use("@Delay func f() throws(E /* ) */) {}").fixed == ["@Delay func f() throws {}"])
    }
}
