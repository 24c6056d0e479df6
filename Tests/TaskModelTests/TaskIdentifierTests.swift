import TaskModel
import Testing

@Suite("Identifiers of tasks")
struct TaskIdentifierTests {
    @Test("What is made is a version 7 UUID, and is read back from its text")
    func roundTrip() {
        let identifier = TaskIdentifier.make()
        let text = TaskIdentifier.text(of: identifier)
        #expect(identifier.count == 16)
        #expect(text.count == 36 && Array(text)[14] == "7")
        #expect(TaskIdentifier.read(text) == identifier)
        #expect(TaskIdentifier.read(text.uppercased()) == identifier)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "", "-", "0190", "01932c07-1b6a-7c3e-9d2f-00000000000", "01932c07-1b6a-7c3e-9d2f-00000000000g",
            "01932c071b6a7c3e9d2f000000000000", "01932c07-1b6a-7c3e-9d2f-0000000000000",
            "é1932c07-1b6a-7c3e-9d2f-0000000000",
        ]
    )
    func refusals(text: String) {
        #expect(TaskIdentifier.read(text) == nil)
    }
}
