/// How many tasks of one name are parked.
package struct ParkedName: Hashable, Sendable {
    package var name: [UInt8]
    package var count: Int

    package init(name: [UInt8], count: Int) {
        self.name = name
        self.count = count
    }
}
