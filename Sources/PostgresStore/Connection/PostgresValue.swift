#if PostgreSQL
package import Platform
package import TaskModel

/// A parameter of a statement, in PostgreSQL's binary format.
///
/// Each case has a type of its own, nil included, because a statement is prepared with the types of its first values.
package enum PostgresValue: Sendable {
    case bool(Bool?)
    case integer(Int64?)
    case real(Double?)
    case text(String?)
    /// Text of the type `json`, which keeps it as it is; `jsonb` refuses `\u0000` and changes numbers.
    case json([UInt8]?)
    case time(WallTime?)
    case id(TaskID?)
    case integers([Int64?])
    case texts([String?])
    case jsons([[UInt8]?])
    case times([WallTime?])
    case ids([TaskID?])
    case bools([Bool?])
}

extension PostgresValue {
    /// The number that PostgreSQL gives the type; `select oid, typname from pg_type` lists them.
    var type: UInt32 {
        switch self {
        case .bool: Element.bool.type
        case .integer: Element.integer.type
        case .real: Element.real.type
        case .text: Element.text.type
        case .json: Element.json.type
        case .time: Element.time.type
        case .id: Element.id.type
        case .integers: 1016
        case .texts: 1009
        case .jsons: 199
        case .times: 1185
        case .ids: 2951
        case .bools: 1000
        }
    }

    /// The value's bytes; nil for NULL.
    var bytes: [UInt8]? {
        switch self {
        case .bool(let value): value.map { [$0 ? 1 : 0] }
        case .integer(let value): value.map(Self.bytes)
        case .real(let value): value.map { Self.bytes(Int64(bitPattern: $0.bitPattern)) }
        case .text(let value): value.map { Array($0.utf8) }
        case .json(let value): value
        case .time(let value): value.map { Self.bytes($0.postgres) }
        case .id(let value):
            value.map { Self.bytes(Int64(bitPattern: $0.high)) + Self.bytes(Int64(bitPattern: $0.low)) }
        case .integers(let values): Self.array(of: .integer, values.map { PostgresValue.integer($0).bytes })
        case .texts(let values): Self.array(of: .text, values.map { PostgresValue.text($0).bytes })
        case .jsons(let values): Self.array(of: .json, values)
        case .times(let values): Self.array(of: .time, values.map { PostgresValue.time($0).bytes })
        case .ids(let values): Self.array(of: .id, values.map { PostgresValue.id($0).bytes })
        case .bools(let values): Self.array(of: .bool, values.map { PostgresValue.bool($0).bytes })
        }
    }

    private enum Element: UInt32 {
        case bool = 16
        case integer = 20
        case text = 25
        case json = 114
        case real = 701
        case time = 1184
        case id = 2950

        var type: UInt32 { rawValue }
    }

    /// One dimension, counted from 1, as `array_recv` reads it.
    private static func array(of element: Element, _ values: [[UInt8]?]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(values.isEmpty ? 0 : 1, to: &bytes)
        append(values.contains { $0 == nil } ? 1 : 0, to: &bytes)
        append(Int32(bitPattern: element.type), to: &bytes)
        guard !values.isEmpty else { return bytes }
        append(Int32(values.count), to: &bytes)
        append(1, to: &bytes)
        for value in values {
            guard let value else {
                append(-1, to: &bytes)
                continue
            }
            append(Int32(value.count), to: &bytes)
            bytes += value
        }
        return bytes
    }

    private static func append(_ number: Int32, to bytes: inout [UInt8]) {
        for shift in [24, 16, 8, 0] as [Int32] { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private static func bytes(_ number: Int64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * Int64($0))) }
    }
}

extension WallTime {
    /// The beginning of 2000, from which PostgreSQL counts.
    private static let postgresEpoch: Int64 = 946_684_800_000_000
    /// The first instant that `timestamptz` can hold, in its own count: 24 November 4714 BC.
    private static let postgresFirst: Int64 = -211_813_488_000_000_000

    /// Microseconds since 2000; an earlier instant than PostgreSQL knows is its `-infinity`.
    fileprivate var postgres: Int64 {
        let counted = microseconds.subtractingClamped(Self.postgresEpoch)
        return counted < Self.postgresFirst ? .min : counted
    }

    /// - Parameter postgres: Microseconds since 2000, or one of PostgreSQL's infinities.
    init(postgres: Int64) {
        self.init(microseconds: postgres == .min ? .min : postgres.addingClamped(Self.postgresEpoch))
    }
}
#endif
