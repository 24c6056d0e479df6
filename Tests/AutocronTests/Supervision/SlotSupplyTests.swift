import Testing

@testable import Autocron

@Suite("Slots for workers that are about to be started")
struct SlotSupplyTests {
    @Test("Each worker that waits for one gets one, and one more is kept")
    func spare() {
        var supply = SlotSupply()
        #expect(supply.take() == nil)
        #expect(supply.order(for: 2) == 3)
        // They are on their way.
        #expect(supply.order(for: 2) == 0)
        supply.deliver(["a"])
        #expect(supply.order(for: 1) == 0)
        supply.deliver(["b", "c"])
        #expect(Set([supply.take(), supply.take()].compactMap(\.self)).count == 2)
        #expect(supply.order(for: 0) == 0)
        #expect(supply.take() != nil)
        #expect(supply.take() == nil)
        #expect(supply.order(for: 0) == 1)
    }

    @Test("A slot whose worker could not be started is not lost")
    func putBack() {
        var supply = SlotSupply()
        #expect(supply.order(for: 0) == 1)
        supply.deliver(["a"])
        #expect(supply.take() == "a")
        supply.putBack("a")
        #expect(supply.order(for: 0) == 0)
        #expect(supply.take() == "a")
    }
}
