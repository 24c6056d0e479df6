/// Functions of every shape, as users may write them; each must compile under every strictness without a warning.
enum AcceptedFixture {
    static let source = ##"""
        public import Autocron
        internal import Foundation

        // Names that the expansions must not fall over.
        enum Task {}
        enum Result {}
        enum Arguments {}
        enum Void {}

        public struct Photo: Codable, Sendable { public var id: Int }
        final class Reference: Codable { var text = "r" }

        @Delay func plain() { print("plain body") }
        @Delay() func parenthesized(_ a: Int, to b: String) { print(a, b) }
        @Delay(retries: 3, timeout: .seconds(30)) func suspended(a: Int) async { await _Concurrency.Task.yield() }
        @Delay func throwing(a: Int? = 5, in list: [String] = ["x", "y"]) throws {
            struct Local: Error {}
            enum Kind: String, Codable { case one }
            func inner<T>(_ t: T) -> T { t }
            if inner(a) == 99 { throw Local() }
            print(a as Any, list, Kind.one)
        }
        @Delay func both(photo: Photo) async throws -> Swift.Void { try await _Concurrency.Task.sleep(for: .zero); print(photo) }
        @Delay func handle(a: Int) -> Delayed<Int> { return a + 1 }
        @Delay func handleExpression(a: Int) -> Delayed<[String: Int]> { ["a": a] }
        @Delay func handleAsync(a: Double) async -> Autocron.Delayed<Double> { a }
        @Delay func handleThrows(a: String) throws(TaskError) -> Delayed<String?> { a }
        @Delay func handleBoth(_ a: Photo, _ b: Reference) async throws(any Error) -> Delayed<Array<Array<Int>>> { [[a.id]] }
        @Delay func handleVoid() throws -> Delayed<Swift.Void> { print("void") }
        @Delay func handleEmpty() async throws -> Delayed<()> {}
        @Delay func value(of a: Int, times b: Int = 2) async throws -> Int { a * b }
        @Delay func typedValue(of a: Int) async throws(TaskError) -> Reference { Reference() }
        @MainActor @Delay func isolated(a: Int, reference: Reference) throws -> Delayed<Int> { a }
        @Delay @MainActor func isolatedValue(a: Int) async throws -> Reference { Reference() }
        @Autocron.Delay(name: "custom-name") private func named(`in`: Int, `class`: Int, self_: Int, arguments: Int, value: Int, task: Int, result: Int) {
            print(`in`, `class`, self_, arguments, value, task, result)
        }
        @Delay(name: "overload-int") func overload(a: Int) {}
        @Delay(name: "overload-string") func overload(a: String) {}
        @Delay func overload(b: Int) {}
        @Delay func optionalIUO(a: Int!) throws { print(a ?? 7) }
        @available(*, deprecated) @Delay func old() {}
        @available(macOS 99, iOS 99, *) @Delay func future() {}
        @available(macOS, introduced: 99) @Cron(every: .seconds(5)) func futureToo() {}
        @discardableResult @Delay(seconds: 0.5, unique: .for(.seconds(3))) public func publicOne(photo: Photo) throws -> Delayed<Photo> { photo }
        @concurrent @Delay func concurrentOne(r: Int) async throws -> Int { 3 }
        @Delay
        func
        spread(
            // a comment
            a: Int, /* another */
            b: Dictionary<String, Int> = Dictionary<String, Int>(),
        )
            throws
            -> Delayed<Int>
        {
            let x = "}" ; _ = #"\(x)"# + x; _ = """
                {
                """
            return a + b.count // } trailing
        }

        #if os(Linux)
        @Delay(retries: 3)
        #else
        @Delay(retries: 4)
        #endif
        func conditional(a: Int) throws { print(a) }
        #if os(Windows)
        @Cron(every: .seconds(3))
        #else
        @Cron(every: .seconds(4))
        #endif
        func conditionalTick() {}
        @globalActor actor dbActor { static let shared = dbActor() }
        @dbActor @Delay func onDatabase(a: Int) throws { print(a) }
        @dbActor @Cron(every: .seconds(5)) func tickOnDatabase() {}
        @unsafe @Delay func unsafeOne(a: Int) throws { print(a) }
        @unsafe @Cron(every: .seconds(5)) func unsafeTick() {}
        @Delay func tight(a: Array<Int>=[1], b: Dictionary<String, Array<Int>>=[:], c: Int!=nil, d: Int = 3) {}
        @Delay func words(`a→b`: Int, `日本—語` c: Int, `var` d: Int, `let` e: Int, await: Int) {}
        @Delay(name: "by-result-int") func byResult() -> Delayed<Int> { 3 }
        @Delay(name: "by-result-string") func byResult() -> Delayed<String> { "x" }
        @Delay(name: "by-value-int") func byValue() async throws -> Int { 3 }
        @Delay(name: "by-value-string") func byValue() async throws -> String { "x" }
        @Cron(every: .seconds(5)) func neverThrows() throws(Swift.Never) {}
        @available(Windows, unavailable) @available(OpenBSD, unavailable) @Delay func elsewhere() {}
        @Delay func parenthesizedResult() -> (Delayed<Int>) { 3 }
        @Delay func parenthesizedVoid() -> (Swift.Void) {}
        @Delay func a_$lb() {}
        @Delay func keywords(for: String, in: Int, default: Int, repeat: Int, class: Int, where: Int, nil: Int, Any: Int) {
            print(`for`, `in`, `default`, `repeat`, `class`, `where`, `nil`, `Any`)
        }
        @Delay func didSet() {}
        @Delay func ownDirective(a: Int) {
            #sourceLocation(file: "x.y", line: 10)
            print(a)
            #sourceLocation()
        }
        @Delay func await(a: Int) throws {}
        @Delay func comparison(a: Bool = 3 > Dictionary<Int, Int>().count, b: Int = 8 >> Dictionary<Int, Int>().count, c: Int = 1) {}
        #if (os(Linux) ||
            os(macOS))
        @MainActor
        #endif
        @Delay func onSeveralLines(a: Int) {}
        #if os(Windows)
        @available(*, unavailable)
        #endif
        @Delay func availableHere() {}
        class open { @Delay static func f() {} }
        class dynamic: Codable { @Delay static func f() {} }

        @Cron("@hourly", name: "tick-forced") func tick(force: Bool = false) {}
        @Cron("*/5 * * * *") func tick() { print("tick") }
        @Cron("0 9 * * *", timeZone: "Europe/Berlin", missed: .runOnce, overlap: .skip) @MainActor func tickMain() async throws { print("tickMain") }
        @Cron(minutes: [0, 30], hours: nil, weekdays: [.monday]) func tickKeywords(a: Int = 3) throws(CancellationError) { print("kw", a) }
        @Cron(
            every: .seconds(5), // five
            retries: 2
        ) func tickEvery() async {}

        struct Conditional {
            #if os(Linux) || os(macOS)
            @Delay
            #endif
            static func member(a: Int) {}
        }
        extension [String] {
            @Delay static func sugared(a: Int) {}
        }
        extension [Int] {
            @Delay static func sugared(a: Int) {}
        }

        struct Outer {
            nonisolated static let limit = 3
            enum Inner {
                nonisolated static let limit = Duration.seconds(9)
                @Delay(retries: Outer.limit, timeout: Self.limit) static func nested(a: Int = Outer.limit) throws { print("nested", a) }
                @Delay fileprivate static func other() {}
            }
            @Delay static func selfUse(b: Int = limit, c: Int = Self.limit) -> Delayed<Int> { b + c + helper() }
            static func helper() -> Int { limit }
            @Cron("0 0 * * *") private static func nightly() throws { print("nightly") }
        }
        nonisolated class Base {
            @Delay class func overridable(a: Int) throws { print("base", a) }
            @Delay final class func handle(a: Int) -> Delayed<Int> { a }
        }
        nonisolated final class Derived: Base {
            @Delay override class func overridable(a: Int) throws { print("derived", a) }
        }
        actor Counter {
            @Delay static func count(a: Int) async throws -> Int { a }
            @Cron(every: .seconds(1)) static func pulse() {}
        }
        @MainActor final class Screen {
            static var shown = 0
            @Delay static func show(a: Int, r: Reference) throws -> Delayed<Int> { shown += a; return shown }
            @Delay nonisolated static func free(a: Int) -> Delayed<Int> { a }
            @Cron("1 1 * * *") static func refresh() { shown += 1 }
        }
        extension Int {
            @Delay static func extended(a: Int) {}
        }
        private extension Array where Element == Int {
            @Delay static func concrete(a: [Int] = []) throws {}
        }
        @Delay func recursive(depth: Int) { print("recursive", depth); if depth > 0 { recursive(depth: depth - 1) } }
        @Delay func times(at date: Date, data: Data, d: Double, n: Double?) throws -> Delayed<Date> { print(date.timeIntervalSinceReferenceDate, data.count, d, n as Any); return date }
        @Delay func manyReturns(a: Int) throws -> Delayed<Int> {
            guard a > 0 else { return 0 }
            defer { print("deferred") }
            switch a { case 1: return 1; default: return a }
        }
        """##
}
