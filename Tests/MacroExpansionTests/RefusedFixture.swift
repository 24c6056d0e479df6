/// Functions that are refused.
///
/// A line with an error says so at its end, and what the error must contain.
enum RefusedFixture {
    static let source = ##"""
        import Autocron
        struct S {
            @Delay mutating func instance() {} // ERROR 12 marks global and static functions
            @Delay init() {} // ERROR 12 marks functions, not 'init'
            var getter: Int { @Delay func local() {}; return 3 } // ERROR 35 cannot mark a local function
            var accessor: Int { @Delay get { 3 } } // ERROR 32 marks functions, not 'get'
        }
        struct Generic<T> {
            @Delay static func inGeneric() {} // ERROR 24 in the generic 'Generic'
        }
        protocol Proto {
            @Delay func requirement() // ERROR 17 cannot mark a protocol's member
        }
        @Delay func noBody() // ERROR 13 needs a function with a body
        @Delay @Delay func twice() {} // ERROR 8 marked once
        @Delay @Cron("* * * * *") func both() {} // ERROR 8 marked once
        @Delay func generic<T: Codable>(a: T) -> Int { a } // ERROR 20 generic function
        @Delay func result() -> Int { 3 } // ERROR 25 'Delayed<Int>'
        @Delay func thrown() throws(CancellationError) {} // ERROR 29 'TaskError'
        @Delay func closure(a: @escaping () -> Void) {} // ERROR 24 closure
        @Delay func inOut(a: inout Int) async throws -> Int { 3 } // ERROR 22 'inout'
        @Delay func opaque(a: some Codable) {} // ERROR 23 concrete type
        @Delay func variadic(a: Int...) {} // ERROR 28 '[Int]'
        @Delay @available(*, unavailable) func unavailable() {} // ERROR 22 'unavailable'
        @Delay(retries: -1) func option() {} // ERROR 17 'retries' must be 0 or more
        @Cron("60 * * * *") func minute() {} // ERROR 8 minute '60'
        @Cron(#"* * * * MON-FIR"#) func weekday() {} // ERROR 21 FIR
        @Cron("0 0 30 2 *") func never() {} // ERROR 12 never fires
        @Cron func always() {} // ERROR 1 needs a schedule
        @Cron("0 0 * * *", timeZone: "Europe/Berln") func zone() {} // ERROR 31 Europe/Berlin
        @Cron("0 0 * * *") func argument(größe: String, a: Int = 3) {} // ERROR 34 default value
        """##
}

/// Mistakes that the compiler finds, in the user's file and nowhere else.
enum MistakenFixture {
    static let source = ##"""
        import Autocron
        struct NotCodable {}
        @Delay func parameter(größe: Int, b: NotCodable?) async throws -> Int { 3 } // ERROR 40 must be 'Codable'
        @Delay func result() async throws -> NotCodable { NotCodable() } // ERROR 38 must be 'Codable'
        @Delay func handle() -> Delayed<[NotCodable]> { [] } // ERROR 33 must be 'Codable'
        @Delay func body(a: Int) {
        	let s: String = a // ERROR 18 cannot convert value
            _ = s
        }
        @Delay(name: "größe") func oneLine() { undefined() } // ERROR 42 cannot find 'undefined'
        """##
}
