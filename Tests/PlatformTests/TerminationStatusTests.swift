import Foundation
import Testing

@testable import Platform

@Suite("How a process ended, in words")
struct TerminationStatusTests {
    @Test(
        "Each death has its words",
        arguments: [
            (.exited(3), "exited with code 3"), (.signaled(SIGSEGV), "died of signal 11 (SIGSEGV)"),
            (.signaled(64), "died of signal 64"), (.unknown, "died of an unknown cause"),
        ] as [(TerminationStatus, String)])
    func words(_ death: TerminationStatus, _ text: String) {
        #expect(death.description == text)
    }

    @Test("A process that is no child of ours died of an unknown cause")
    func noChild() {
        #expect(TerminationStatus.poll(1) == .unknown)
    }
}
