import TaskModel
import TestSupport
import Testing

@testable import Autocron

@Suite("Outcomes as bytes")
struct OutcomeCodingTests {
    static let all: [AttemptOutcome] = [
        .made(1, .succeeded(nil)), .made(.max, .succeeded([])),
        .made(.min, .succeeded(Array("[1,2,3]".utf8)), claimNumber: .max),
        .made(2, .failed(Failure(.threw, message: "ä \"quoted\"\n"))), .made(3, .failed(Failure(.timedOut))),
        .made(4, .failed(Failure(.crashed, signal: 11))),
        .made(5, .parked(Failure(.undecodableArguments, message: "x"))),
        .made(6, .cancelled), .made(7, .interrupted), .made(8, .succeeded([UInt8](repeating: 7, count: 30_000))),
    ]

    @Test("Each comes back as it was", arguments: all)
    func roundTrip(_ outcome: AttemptOutcome) {
        let bytes = OutcomeCoding.encode(outcome)
        #expect(bytes.count % 8 == 0)
        #expect(OutcomeCoding.decode(bytes) == [outcome])
    }

    @Test("One after the other they come back in order")
    func sequence() {
        #expect(OutcomeCoding.decode(Self.all.flatMap(OutcomeCoding.encode)) == Self.all)
    }

    @Test("An attempt that never started counts as interrupted, and an unknown start as none")
    func lossy() {
        #expect(OutcomeCoding.decode(OutcomeCoding.encode(.made(1, .requeued))) == [.made(1, .interrupted)])
    }

    @Test("Cut anywhere, what is whole before the cut is read, and nothing else")
    func truncated() {
        let parts = Self.all.dropLast().map(OutcomeCoding.encode)
        let bytes = parts.flatMap(\.self)
        for cut in 0...bytes.count {
            let seen = OutcomeCoding.decode(Array(bytes[..<cut]))
            #expect(seen == Array(Self.all.prefix(seen.count)))
            // Only the zeros that pad the last one may be missing.
            #expect(parts.prefix(seen.count).reduce(0) { $0 + $1.count } <= cut + 7)
        }
    }

    @Test("A kind that nobody writes ends the reading", arguments: [0, 7, 255, .max] as [UInt32])
    func unknownKind(_ kind: UInt32) {
        var bytes = OutcomeCoding.encode(.made(1, .cancelled))
        for index in 0..<4 { bytes[36 + index] = UInt8(truncatingIfNeeded: kind >> UInt32(8 * index)) }
        #expect(OutcomeCoding.decode(bytes + OutcomeCoding.encode(.made(2, .cancelled))).isEmpty)
    }

    @Test("No bytes at all make it fail", arguments: 0..<100)
    func junk(_: Int) {
        var bytes = Self.all.prefix(9).flatMap(OutcomeCoding.encode)
        for _ in 0..<20 { bytes[Int.random(in: bytes.indices)] = .random(in: 0...255) }
        #expect(OutcomeCoding.decode(bytes).count <= bytes.count / 40)
    }
}
