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
            self.init(.warning, .walNotCopied, notice.text, [.errorCode: Self.code(of: notice)])
        case .outcomesNotDeleted:
            self.init(.warning, .outcomesNotDeleted, notice.text, [.errorCode: Self.code(of: notice)])
        }
    }
    private static func code(of notice: StoreNotice) -> String? {
        notice.error.map { AutocronError($0).code.rawValue }
    }
}
