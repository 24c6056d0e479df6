#if PostgreSQL
import TaskModel
import Testing

@testable import PostgresStore

@Suite("The server's error codes")
struct ErrorCodeTests {
    static let codes: [(String, StoreError.Code)] = [
        ("55P03", .busy), ("40P01", .busy), ("40001", .busy), ("57014", .busy), ("53100", .diskFull),
        ("25006", .readOnly), ("42501", .permissionDenied), ("3F000", .olderSchema), ("42P01", .olderSchema),
        ("42703", .olderSchema), ("57P01", .unreachable), ("57P02", .unreachable), ("57P03", .unreachable),
        ("57P05", .unreachable), ("53300", .unreachable), ("25P03", .unreachable), ("08006", .unreachable),
        ("08P01", .unreachable), ("22021", .refused), ("22P02", .refused), ("23505", .refused), ("23514", .refused),
        ("54000", .refused), ("XX001", .corrupt), ("42601", .unexpected), ("", .unexpected),
    ]

    @Test("Each has a kind, and a sentence with the server's own words", arguments: codes)
    func kind(state: String, code: StoreError.Code) {
        let error = StoreError(sqlState: state, text: "the server's words", location: "postgres://h/app")
        #expect(error.code == code)
        #expect(error.description.contains("the server's words (SQLSTATE \(state))"))
        #expect(error.description.contains("'postgres://h/app'"))
    }
}
#endif
