import Autocron

/// Many calls, one after the other.
enum Pile {
    static func store(_ count: Int, after seconds: Double) throws {
        try Autocron.enqueue(after: .seconds(seconds)) {
            for number in 0..<count { try heaped(number) }
        }
        say("called")
    }
}

/// Says nothing, since there are many of it.
@Delay
private func heaped(_ number: Int) throws {}
