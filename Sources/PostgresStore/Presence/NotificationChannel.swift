#if PostgreSQL
import Foundation
import Platform
import TaskModel

/// What hosts tell each other by NOTIFY, in sessions and transactions of its own.
///
/// A transaction that notifies takes a lock of the whole server until it has been committed, so no task is stored in one.
/// Its own commit does not wait for the disk.
final class NotificationChannel: HostChannel {
    private struct State {
        var untold: Set<HostNews> = []
        var isTelling = false
        var isClosed = false
    }

    private let state = Monitor(State())
    private let string: ConnectionString
    private let name: String
    /// Begins each message, so that a process knows its own.
    private let sender = UUID().uuidString

    /// - Parameter string: The database.
    init(_ string: ConnectionString) {
        self.string = string
        // As the function `enqueue` has it; schemas of one database have channels of their own.
        name = string.schema
    }

    func close() {
        state.change { $0.isClosed = true }
    }

    // MARK: Telling

    func tell(_ news: HostNews) {
        let mustStart = state.change { state in
            guard !state.isClosed else { return false }
            state.untold.insert(news)
            defer { state.isTelling = true }
            return !state.isTelling
        }
        guard mustStart else { return }
        let thread = Thread { [self] in tellAll() }
        thread.name = "autocron.notify"
        thread.start()
    }

    /// Many commits in a row are one notification.
    private static let pause: useconds_t = 5_000

    private func tellAll() {
        let session = GuardedSession(string, settings: ["synchronous_commit": "off"], waitingEnd: WaitingEnd())
        while let news = nextNews() {
            // What cannot be told is found at the next look.
            try? session.withLock { connection throws(StoreError) in
                for item in news {
                    try connection.run(
                        "SELECT pg_notify($1, $2)", .text(name), .text("\(sender) \(item.word)"))
                }
            }
            usleep(Self.pause)
        }
        session.close()
    }

    private func nextNews() -> Set<HostNews>? {
        state.wait { state in
            guard !state.isClosed else { return .proceed(nil) }
            guard !state.untold.isEmpty else { return .sleep() }
            defer { state.untold = [] }
            return .proceed(state.untold)
        }
    }

    // MARK: Hearing

    func listen(_ receive: @escaping @Sendable (HostNews) -> Void) {
        let thread = Thread { [self] in hear(receive) }
        thread.name = "autocron.listen"
        thread.start()
    }

    private func hear(_ receive: (HostNews) -> Void) {
        while !isClosed {
            do throws(StoreError) {
                let connection = try PostgresConnection(string)
                try connection.script("LISTEN \"\(name)\"")
                // Something may have been told while nobody heard.
                receive(.changed)
                while !isClosed {
                    for message in try connection.notifications(until: .now() + Self.longestWait) {
                        if let news = news(in: message) { receive(news) }
                    }
                }
            } catch {
                usleep(500_000)
            }
        }
    }

    /// The close of the channel is noticed after this time.
    private static let longestWait = Duration.seconds(1)

    private var isClosed: Bool { state.withLock(\.isClosed) }

    /// - Returns: nil for this process's own, and those of a later build that this one does not know.
    private func news(in message: String) -> HostNews? {
        // The function `enqueue` says no more.
        guard !message.isEmpty else { return .tasksDue }
        let words = message.split(separator: " ")
        guard words.count == 2, words[0] != sender else { return nil }
        return HostNews(word: String(words[1]))
    }
}

extension HostNews {
    fileprivate var word: String {
        switch self {
        case .tasksDue: "due"
        case .changed: "changed"
        }
    }

    fileprivate init?(word: String) {
        switch word {
        case HostNews.tasksDue.word: self = .tasksDue
        case HostNews.changed.word: self = .changed
        default: return nil
        }
    }
}
#endif
