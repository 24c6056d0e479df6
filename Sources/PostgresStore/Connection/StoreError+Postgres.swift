#if PostgreSQL
import CPostgres
import TaskModel

extension StoreError {
    /// Translates the server's refusal of a statement.
    ///
    /// - Parameters:
    ///   - result: The refusal.
    ///   - location: The database, for the sentence.
    init(_ result: PostgresResult, location: String) {
        let state = result.sqlState
        let text = result.message
        self.init(sqlState: state, text: text, location: location)
    }

    /// Translates an error code.
    ///
    /// They are listed in https://www.postgresql.org/docs/current/errcodes-appendix.html
    init(sqlState state: String, text: String, location: String) {
        let said = "\(text) (SQLSTATE \(state))"
        switch state {
        case "55P03", "40P01", "40001":
            self.init(.busy, "the database '\(location)' stayed locked by another session: \(said); find who holds it")
        case "57014":
            self.init(.busy, "the database '\(location)' took longer than a statement may: \(said); see what slows it")
        case "53100":
            self.init(.diskFull, "the disk of '\(location)' is full: \(said); free some space there")
        case "25006":
            self.init(
                .readOnly,
                "the database '\(location)' is read-only: \(said); name the primary server, not a standby")
        case "42501":
            self.init(
                .permissionDenied,
                "the role may not use the tables of '\(location)': \(said); grant it what 'On many machines' lists")
        case "3F000", "42P01", "42703":
            self.init(
                .olderSchema,
                "the tables in '\(location)' are not those of this build: \(said); start the application once, which "
                    + "brings them up to date")
        case "57P01", "57P02", "57P03", "57P05", "53300", "25P03":
            self.init(.unreachable, "the server of '\(location)' ended the session: \(said); it is tried again")
        case _ where state.hasPrefix("08"):
            self.init(.unreachable, "the server of '\(location)' cannot be reached: \(said); it is tried again")
        case _ where state.hasPrefix("22") || state.hasPrefix("23") || ["54000", "54001"].contains(state):
            self.init(.refused, "PostgreSQL refuses what is to be stored in '\(location)': \(said)")
        case _ where state.hasPrefix("XX"):
            self.init(.corrupt, "the database '\(location)' is damaged: \(said); ask its administrator")
        default:
            self.init(.unexpected, "PostgreSQL refused a statement on '\(location)': \(said)")
        }
    }
}

extension PostgresResult {
    /// The server's code of its refusal; empty if libpq itself failed.
    var sqlState: String { field("C") }

    /// The server's message in one line.
    var message: String { field("M") }

    /// - Parameter code: One of libpq's `PG_DIAG_` macros, which are characters and so not known to Swift:
    ///   https://www.postgresql.org/docs/current/libpq-exec.html#LIBPQ-PQRESULTERRORFIELD
    private func field(_ code: Unicode.Scalar) -> String {
        unsafe PQresultErrorField(handle, Int32(code.value)).map { unsafe String(cString: $0) } ?? ""
    }
}
#endif
