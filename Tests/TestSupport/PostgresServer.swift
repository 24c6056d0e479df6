#if PostgreSQL
import Foundation

/// The server that `Scripts/postgres` has started for the tests.
///
/// Each test has a schema of its own. Nobody drops it: the server's end removes them all at once, and one by one would
/// take longer than the tests.
package enum PostgresServer {
    /// The connection string of the role 'autocron'; nil if there is no server.
    package static let address = ProcessInfo.processInfo.environment["AUTOCRON_POSTGRES"]

    /// Where the server listens.
    package static var port: Int { address.flatMap { URLComponents(string: $0)?.port } ?? 5_432 }

    /// Whether a missing server is a failure: nobody reads what was skipped there.
    package static let isRequired = ProcessInfo.processInfo.environment["CI"] != nil

    package static let isMissing =
        "AUTOCRON_POSTGRES names no server; 'Scripts/postgres run COMMAND' starts one for a command"

    /// The connection string of a schema that has no other test's tables.
    package static func newDatabase() -> String {
        address(parameters: ["autocron_schema": "test_\(random)"])
    }

    /// The connection string of a test's schema, the same for each process that has the test's folder.
    package static func database(of folder: TemporaryFolder) -> String {
        let name = folder.path.split(separator: "/").last ?? ""
        let plain = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.lowercased()
        return address(parameters: ["autocron_schema": "test_\(plain)"])
    }

    /// A part of a name that nothing else on the server has.
    package static var random: String {
        UUID().uuidString.replacing("-", with: "").lowercased()
    }

    /// The server's connection string with some of its parts replaced.
    package static func address(
        user: String? = nil, password: String? = nil, host: String? = nil, port: Int? = nil, database: String? = nil,
        parameters: KeyValuePairs<String, String> = [:]
    ) -> String {
        guard var parts = URLComponents(string: address ?? "postgres://") else { return "" }
        if let user { parts.user = user }
        if let password { parts.password = password }
        if let host { parts.host = host }
        if let port { parts.port = port }
        if let database { parts.path = "/" + database }
        let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "_-."))
        let items =
            (parts.percentEncodedQueryItems ?? [])
            + parameters.map { parameter in
                // libpq takes a '=' in a value for a mistake.
                URLQueryItem(
                    name: parameter.key, value: parameter.value.addingPercentEncoding(withAllowedCharacters: plain))
            }
        parts.percentEncodedQueryItems = items.isEmpty ? nil : items
        return parts.string ?? ""
    }
}
#endif
