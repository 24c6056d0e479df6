@attached(peer, names: suffixed(Later))
macro Delay() = #externalMacro(module: "AppMacros", type: "DelayMacro")

@Delay
func greet(_ name: String) throws {
    print("hello, \(name)")
}

@main
struct App {
    static func main() throws {
        try greetLater("Ada")
    }
}
