import PluginMessaging
import Testing

// Attributes that are refused for what is beside them.
extension RefusalTests {
    @Test("Of several attributes the later ones are refused, each once")
    func several() {
        let source = "@Delay @Cron(\"* * * * *\") @Autocron.Delay func f() {}"
        let message = "a function is marked once, with '@Delay' or with '@Cron'"
        #expect(Use(source).messages.isEmpty)
        #expect(Use(source).expand("peer").expandedSource == "")
        #expect(Use(source, attribute: 1).messages == ["1:8: \(message)"])
        #expect(Use(source, attribute: 2).messages == ["1:27: \(message)"])
        #expect(Use(source, attribute: 2).fixed == ["@Delay @Cron(\"* * * * *\") func f() {}"])
    }

    @Test("Attributes in branches of '#if' count where both are sure to be there")
    func conditional() {
        let message = "a function is marked once, with '@Delay' or with '@Cron'"
        let exclusive = "#if A\n@Delay\n#else\n@Delay\n#endif\nfunc f() {}"
        for index in [0, 1] {
            #expect(Use(exclusive, attribute: index).messages.isEmpty)
            #expect(Use(exclusive, attribute: index).expand("peer").expandedSource?.isEmpty == false)
        }
        let later = "@Delay\n#if A\n@Cron(\"@daily\")\n#endif\nfunc f() {}"
        #expect(Use(later).messages.isEmpty)
        #expect(Use(later, attribute: 1).messages == ["3:1: \(message)"])
        let earlier = "#if A\n@Delay\n#endif\n@Cron(\"@daily\") func f() {}"
        #expect(Use(earlier).messages == ["2:1: \(message)"])
        #expect(Use(earlier, attribute: 1).expand("peer").expandedSource?.isEmpty == false)
        let nested = "#if A\n@Delay\n#if B\n@Delay\n#endif\n#endif\nfunc f() {}"
        #expect(Use(nested).messages.isEmpty)
        #expect(Use(nested, attribute: 1).messages == ["4:1: \(message)"])
    }

    @Test("An attribute of the same name from another module is none of ours")
    func foreignAttribute() {
        #expect(Use("@Other.Cron @Delay func f() {}", attribute: 1).messages.isEmpty)
    }

    @Test("A refused function gets a body that says nothing, a requirement gets none")
    func bodies() {
        let body = Use("@Delay func f() -> Int { 3 }").expand("body")
        #expect(body.expandedSource == "{ Swift::fatalError() }")
        #expect(body.diagnostics.isEmpty)
        #expect(Use("@Delay func f()", in: ["protocol P {}"]).expand("body").expandedSource == nil)
        // What 'some P' is, only the written body tells.
        let opaque = Use("@Delay func f() -> some P { P3() /* } */ }").expand("body").expandedSource
        #expect(opaque?.contains(" P3() /* } */ ") == true)
        #expect(opaque?.hasPrefix("{") == true && opaque?.hasSuffix("}") == true)
    }

    @Test("A role that is not ours is answered with an error")
    func roles() {
        #expect(Use("@Delay func f() {}").expand("member").diagnostics.count == 1)
    }

    @Test("Bytes are counted, after text that is not ASCII and after CRLF")
    func places() {
        #expect(Use("/* größe */\r\n@Delay\r\nfunc 名前(a: inout Int) {}").messages.map { $0.prefix(4) } == ["3:16"])
    }
}
