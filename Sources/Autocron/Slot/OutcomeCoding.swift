import Platform
import TaskModel

/// Outcomes as bytes, for a slot's areas: five numbers, then the payload, padded to eight bytes.
///
/// Only a task's own doing is ever stored there: it returned, threw, or could not be decoded. The reader of the slot
/// finds out the rest.
enum OutcomeCoding {
    private enum Kind: UInt64 {
        case succeeded = 1, succeededWithResult, threw, parked, cancelled, interrupted
    }

    static func encode(_ outcome: AttemptOutcome) -> [UInt8] {
        let (kind, payload) = parts(of: outcome.result)
        let numbers = [
            UInt64(bitPattern: outcome.attempt.row), UInt64(bitPattern: outcome.attempt.claimNumber),
            UInt64(bitPattern: outcome.started?.microseconds ?? 0), UInt64(bitPattern: outcome.ended.microseconds),
            kind.rawValue << 32 | UInt64(payload.count),
        ]
        var bytes: [UInt8] = []
        bytes.reserveCapacity(numbers.count * 8 + payload.count + 7)
        for number in numbers { append(number, to: &bytes) }
        bytes += payload
        while bytes.count % 8 != 0 { bytes.append(0) }
        return bytes
    }

    private static func parts(of result: AttemptResult) -> (Kind, [UInt8]) {
        switch result {
        case .succeeded(.none): (.succeeded, [])
        case .succeeded(.some(let json)): (.succeededWithResult, json)
        case .failed(let failure): (.threw, failure.json)
        case .parked(let failure): (.parked, failure.json)
        case .cancelled: (.cancelled, [])
        case .interrupted, .unattributed, .requeued: (.interrupted, [])
        }
    }

    /// Decodes the outcomes that ``encode(_:)`` wrote, one after the other; stops at one that it cannot decode.
    static func decode(_ bytes: [UInt8]) -> [AttemptOutcome] {
        var outcomes: [AttemptOutcome] = []
        var position = 0
        while position + 40 <= bytes.count {
            let numbers = (0..<5).map { number(in: bytes, at: position + 8 * $0) }
            let count = Int(numbers[4] & 0xFFFF_FFFF)
            position += 40
            guard let kind = Kind(rawValue: numbers[4] >> 32), position + count <= bytes.count else { break }
            let payload = Array(bytes[position..<position + count])
            position += (count + 7) / 8 * 8
            outcomes.append(
                AttemptOutcome(
                    attempt: AttemptID(
                        row: Int64(bitPattern: numbers[0]), claimNumber: Int64(bitPattern: numbers[1])),
                    started: WallTime(microseconds: Int64(bitPattern: numbers[2])),
                    ended: WallTime(microseconds: Int64(bitPattern: numbers[3])),
                    result: result(kind, payload)
                )
            )
        }
        return outcomes
    }

    private static func result(_ kind: Kind, _ payload: [UInt8]) -> AttemptResult {
        switch kind {
        case .succeeded: .succeeded(nil)
        case .succeededWithResult: .succeeded(payload)
        case .threw: .failed(Failure(json: payload) ?? Failure(.threw))
        case .parked: .parked(Failure(json: payload) ?? Failure(.undecodableArguments))
        case .cancelled: .cancelled
        case .interrupted: .interrupted
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func number(in bytes: [UInt8], at position: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }
}
