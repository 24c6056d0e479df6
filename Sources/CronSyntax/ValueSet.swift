/// A set of small numbers, one bit each.
///
/// Every field of an expression is one of these, so finding the next match is one count of trailing zeros.
package struct ValueSet: Hashable, Sendable {
    /// The members: bit `n` is set if `n` is a member.
    package var bits: UInt64

    /// Creates a set from its bits.
    package init(bits: UInt64 = 0) {
        self.bits = bits
    }

    /// Creates a set of the members of a sequence, each from 0 to 63.
    init(_ members: some Sequence<Int>) {
        self.init()
        for member in members { insert(member) }
    }

    /// Whether it has no member.
    package var isEmpty: Bool { bits == 0 }

    /// The number of members.
    package var count: Int { bits.nonzeroBitCount }

    /// The smallest member, or nil if there is none.
    package var first: Int? { next(from: 0) }

    /// The largest member, or nil if there is none.
    var last: Int? { bits == 0 ? nil : 63 - bits.leadingZeroBitCount }

    /// Returns whether a number from 0 to 63 is a member.
    package func contains(_ member: Int) -> Bool {
        (bits >> UInt64(member)) & 1 == 1
    }

    mutating func insert(_ member: Int) {
        bits |= 1 << UInt64(member)
    }

    /// Finds the smallest member that is not below a number.
    ///
    /// - Parameter start: The number, 0 or more.
    /// - Returns: The member, or nil if all are smaller.
    package func next(from start: Int) -> Int? {
        // Swift's smart shift gives 0 for 64 and more, the right result for a start past the end.
        let rest = (bits >> start) << start
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// Returns whether all members of another set are members.
    package func isSuperset(of other: ValueSet) -> Bool {
        other.bits & ~bits == 0
    }

    /// Returns the members that another set does not have.
    package func subtracting(_ other: ValueSet) -> ValueSet {
        ValueSet(bits: bits & ~other.bits)
    }

    /// Returns the members that another set has too.
    package func intersection(_ other: ValueSet) -> ValueSet {
        ValueSet(bits: bits & other.bits)
    }

    func union(_ other: ValueSet) -> ValueSet {
        ValueSet(bits: bits | other.bits)
    }
}

extension ValueSet: Sequence {
    /// Walks over the members in ascending order.
    package struct Iterator: IteratorProtocol {
        var rest: UInt64

        /// Steps to the next member.
        package mutating func next() -> Int? {
            guard rest != 0 else { return nil }
            defer { rest &= rest - 1 }
            return rest.trailingZeroBitCount
        }
    }

    /// Starts a walk over the members.
    package func makeIterator() -> Iterator {
        Iterator(rest: bits)
    }
}

extension ValueSet: ExpressibleByArrayLiteral {
    /// Creates a set of the members that are written out.
    package init(arrayLiteral members: Int...) {
        self.init(members)
    }
}
