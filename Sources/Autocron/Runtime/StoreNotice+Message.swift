import TaskModel

extension LogMessage {
    /// - Parameters:
    ///   - notice: What a store's maintenance has to say.
    ///   - database: What messages call the database.
    init(_ notice: StoreNotice, of database: String) {
        switch notice.kind {
        case .walBlocked:
            self.init(.warning, .walBlocked, notice.text, [.database: database, .count: notice.pages])
        case .walNotCopied:
            self.init(
                .warning, .walNotCopied, notice.text,
                [.errorCode: notice.error.map { AutocronError($0).code.rawValue }])
        }
    }
}
