import Platform
import Testing

@testable import TaskModel

@Suite("Identifiers one after the other")
struct TaskIDSequenceTests {
    private func isSorted(_ identifiers: [TaskID]) -> Bool {
        zip(identifiers, identifiers.dropFirst()).allSatisfy { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    @Test(
        "They are laid out as RFC 9562 says, whatever the random words are",
        arguments: [0, 1, .max, 0x0123_4567_89AB_CDEF] as [UInt64])
    func layout(_ word: UInt64) {
        var sequence = TaskIDSequence()
        for _ in 0..<3 {
            let bytes = sequence.next(milliseconds: 0x0192_3456_789A) { word }.bytes
            #expect(Array(bytes.prefix(6)) == [0x01, 0x92, 0x34, 0x56, 0x78, 0x9A])
            #expect(bytes.count == 16 && bytes[6] >> 4 == 7 && bytes[8] >> 6 == 0b10)
        }
    }

    @Test("Within a millisecond, and from one to the next, each sorts after the one before")
    func order() {
        var sequence = TaskIDSequence()
        var generator = SystemRandomNumberGenerator()
        let identifiers = (0..<50_000).map { number in
            sequence.next(milliseconds: UInt64(1_000 + number / 10_000)) { generator.next() }
        }
        #expect(isSorted(identifiers))
    }

    @Test("The longest steps carry from the last bytes into the first")
    func carries() {
        var sequence = TaskIDSequence()
        let identifiers = (0..<10).map { _ in sequence.next(milliseconds: 5) { .max } }
        #expect(isSorted(identifiers))
        let bytes = identifiers.map(\.bytes)
        #expect(bytes[0][7] == 0xFF && bytes[0][6] == 0x77)
        #expect(bytes[1][7] == 0x00 && bytes[1][6] == 0x78)
    }

    @Test("A clock that is set back begins anew, and equals none that was made")
    func setBack() {
        var sequence = TaskIDSequence()
        var generator = SystemRandomNumberGenerator()
        var seen: Set<TaskID> = []
        for number in 0..<10_000 {
            seen.insert(sequence.next(milliseconds: UInt64(number % 2)) { generator.next() })
        }
        #expect(seen.count == 10_000)
    }

    @Test("Those of many threads are all different")
    func threads() async {
        let all = await withTaskGroup(of: [TaskID].self) { group in
            for _ in 0..<8 { group.addTask { (0..<2_000).map { _ in TaskID.make(at: WallTime(microseconds: 7_000)) } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all).count == 16_000)
    }
}
