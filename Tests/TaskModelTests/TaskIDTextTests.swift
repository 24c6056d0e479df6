import TaskModel
import Testing

@Suite("A task's identifier as text")
struct TaskIDTextTests {
    @Test("What is made is a version 7 UUID, and is read back from its text")
    func roundTrip() {
        let identifier = TaskID.make()
        let text = identifier.description
        #expect(identifier.bytes.count == 16)
        #expect(text.count == 36 && Array(text)[14] == "7")
        #expect(TaskID(text) == identifier)
        #expect(TaskID(text.uppercased()) == identifier)
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
        #expect(TaskID(text) == nil)
    }
}
