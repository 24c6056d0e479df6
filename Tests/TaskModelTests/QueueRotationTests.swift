import Testing

@testable import TaskModel

@Suite("The turns of queues")
struct QueueRotationTests {
    @Test(
        "The queue after the last one is first, in whatever order they come",
        arguments: [
            (0, [2, 5, 9]), (1, [2, 5, 9]), (2, [5, 9, 2]), (3, [5, 9, 2]), (9, [2, 5, 9]), (50, [2, 5, 9]),
        ] as [(Int64, [Int64])])
    func order(entry: (last: Int64, order: [Int64])) {
        var rotation = QueueRotation()
        rotation[2] = entry.last
        #expect(rotation.order(of: [9, 2, 5], level: 2) == entry.order)
        #expect(rotation.order(of: [9, 2, 5], level: 1) == [2, 5, 9])
        #expect(rotation.order(of: [], level: 2).isEmpty)
    }

    @Test("A process that is new begins anywhere, with each of them about as often")
    func anywhere() {
        let orders = (0..<300).map { _ in QueueRotation.anywhere.order(of: [1, 2, 3], level: 0) }
        #expect(Set(orders) == [[1, 2, 3], [2, 3, 1], [3, 1, 2]])
        #expect(QueueRotation.anywhere.order(of: [], level: 0).isEmpty)
    }
}
