import Platform
import TaskModel

extension PoolMessage {
    /// The message as bytes on the socket.
    var bytes: [UInt8] {
        var bytes: [UInt8] = [0, 0, 0]
        bytes[0] = write(to: &bytes)
        let count = bytes.count - 3
        bytes[1] = UInt8(count & 0xFF)
        bytes[2] = UInt8(count >> 8)
        return bytes
    }

    /// Appends the fields.
    ///
    /// - Returns: The message's tag.
    private func write(to body: inout [UInt8]) -> UInt8 {
        switch self {
        case .hello(let hello):
            for text in [hello.database, hello.slotName, hello.slotPath] {
                body.append(UInt64(text.utf8.count))
                body += text.utf8
            }
            body.append(UInt64(hello.syncsOnCommit ? 1 : 0))
            return Tag.hello
        case .dropped: return Tag.dropped
        case .wake: return Tag.wake
        case .cancel(let attempt):
            body.append(attempt.row, attempt.claimNumber)
            return Tag.cancel
        case .stop(let cancelAfter, let killAfter):
            body.append(cancelAfter.nanoseconds, killAfter.nanoseconds)
            return Tag.stop
        case .settingsChanged: return Tag.settingsChanged
        case .ready: return Tag.ready
        case .idle: return Tag.idle
        case .busy(let deadline, let stopReason):
            body.append(deadline.attempt.row, deadline.attempt.claimNumber, deadline.killAt.nanoseconds)
            body.append(stopReason.rawValue)
            return Tag.busy
        case .finished(let tasks):
            for task in tasks { body.append(task) }
            return Tag.finished
        case .tasksCommitted(let due, let earliest):
            body.append(due, earliest.microseconds)
            return Tag.tasksCommitted
        case .cancellationRequested: return Tag.cancellationRequested
        case .maintenanceDue: return Tag.maintenanceDue
        }
    }

    private enum Tag {
        static let hello = UInt8(ascii: "h")
        static let dropped = UInt8(ascii: "l")
        static let wake = UInt8(ascii: "w")
        static let cancel = UInt8(ascii: "c")
        static let stop = UInt8(ascii: "s")
        static let settingsChanged = UInt8(ascii: "g")
        static let ready = UInt8(ascii: "r")
        static let idle = UInt8(ascii: "i")
        static let busy = UInt8(ascii: "b")
        static let finished = UInt8(ascii: "d")
        static let tasksCommitted = UInt8(ascii: "n")
        static let cancellationRequested = UInt8(ascii: "x")
        static let maintenanceDue = UInt8(ascii: "k")
    }

    /// Reads one message's fields.
    ///
    /// - Returns: nil if they are not those of such a message.
    fileprivate init?(tag: UInt8, body: [UInt8]) {
        var reader = FieldReader(bytes: body)
        let message: PoolMessage?
        switch tag {
        case Tag.hello: message = reader.hello()
        case Tag.dropped: message = .dropped
        case Tag.wake: message = .wake
        case Tag.cancel: message = .cancel(reader.attempt())
        case Tag.stop: message = .stop(cancelAfter: reader.duration(), killAfter: reader.duration())
        case Tag.settingsChanged: message = .settingsChanged
        case Tag.ready: message = .ready
        case Tag.idle: message = .idle
        case Tag.busy: message = reader.busy()
        case Tag.finished: message = .finished(reader.finished())
        case Tag.tasksCommitted:
            message = .tasksCommitted(due: reader.integer(), earliest: WallTime(microseconds: reader.integer()))
        case Tag.cancellationRequested: message = .cancellationRequested
        case Tag.maintenanceDue: message = .maintenanceDue
        default: message = nil
        }
        guard let message, !reader.hasFailed else { return nil }
        self = message
    }
}

/// Splits a stream of bytes into messages.
struct MessageReader {
    private var buffer: [UInt8] = []

    /// Takes received bytes, and returns the messages that are complete; bytes that are not a valid message are skipped.
    mutating func messages(from bytes: [UInt8]) -> [PoolMessage] {
        buffer += bytes
        var messages: [PoolMessage] = []
        var position = 0
        while buffer.count - position >= 3 {
            let count = Int(buffer[position + 1]) | Int(buffer[position + 2]) << 8
            guard buffer.count - position - 3 >= count else { break }
            let body = Array(buffer[position + 3..<position + 3 + count])
            if let message = PoolMessage(tag: buffer[position], body: body) { messages.append(message) }
            position += 3 + count
        }
        buffer.removeFirst(position)
        return messages
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    /// A task's identifier, and the length of its result plus one, or zero if there is none to send.
    fileprivate mutating func append(_ task: PoolMessage.FinishedTask) {
        append(task.id.high)
        append(task.id.low)
        let length = task.result.map { $0.count + 1 } ?? 0
        append(UInt8(length & 0xFF))
        append(UInt8(length >> 8))
        self += task.result ?? []
    }

    fileprivate mutating func append(_ numbers: Int64...) {
        for number in numbers { append(UInt64(bitPattern: number)) }
    }
}

/// Reads fields one after the other, and records whether one was missing.
private struct FieldReader {
    let bytes: [UInt8]
    var position = 0
    var hasFailed = false

    mutating func number() -> UInt64 {
        guard position + 8 <= bytes.count else {
            hasFailed = true
            return 0
        }
        defer { position += 8 }
        return (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    mutating func integer() -> Int64 {
        Int64(bitPattern: number())
    }

    mutating func attempt() -> AttemptID {
        AttemptID(row: integer(), claimNumber: integer())
    }

    mutating func duration() -> Duration {
        .nanoseconds(integer())
    }

    mutating func text() -> String {
        let count = Int(clamping: number())
        guard count <= bytes.count - position else {
            hasFailed = true
            return ""
        }
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func hello() -> PoolMessage {
        .hello(
            PoolMessage.Hello(database: text(), slotName: text(), slotPath: text(), syncsOnCommit: number() == 1)
        )
    }

    mutating func busy() -> PoolMessage {
        let deadline = PoolMessage.KillDeadline(
            attempt: attempt(), killAt: MonotonicTime(nanoseconds: integer()))
        return .busy(deadline, stopReason: StopReason(rawValue: number()) ?? .none)
    }

    mutating func finished() -> [PoolMessage.FinishedTask] {
        var tasks: [PoolMessage.FinishedTask] = []
        while position < bytes.count, !hasFailed {
            tasks.append(
                PoolMessage.FinishedTask(id: TaskID(high: number(), low: number()), result: result()))
        }
        return tasks
    }

    private mutating func result() -> [UInt8]? {
        guard position + 2 <= bytes.count else {
            hasFailed = true
            return nil
        }
        let length = Int(bytes[position]) | Int(bytes[position + 1]) << 8
        position += 2
        guard length > 0 else { return nil }
        guard length - 1 <= bytes.count - position else {
            hasFailed = true
            return nil
        }
        defer { position += length - 1 }
        return Array(bytes[position..<position + length - 1])
    }
}
