#if PostgreSQL
import CPostgres
import Foundation
package import TaskModel

/// A string that names a PostgreSQL database, and what it says to autocron itself.
///
/// libpq reads it; only the parameters that begin with `autocron_` are ours, because libpq refuses names that it does
/// not know.
package struct ConnectionString: Sendable {
    /// The schema of autocron's tables.
    package var schema = "autocron"
    /// The first of the two numbers of each of our workers' advisory locks, so that they cannot meet the application's
    /// own, which have one number, nor those of another schema's workers.
    var lockClass: Int32 {
        guard schema != "autocron" else { return Int32(PostgresSchema.lockClass) }
        // FNV-1a, because every process must find the same number.
        let hash = schema.utf8.reduce(2_166_136_261 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return Int32(bitPattern: hash)
    }
    /// What libpq connects with; it may contain a password.
    let parameters: [(name: String, value: String)]
    /// The string as the user wrote it; it may contain a password.
    package let address: String
    /// What messages call the database: never a password, nor what may hold one.
    package let location: String

    /// The database's name, where it may contain a password; servers repeat it.
    let secretDatabase: String?

    /// Whether a database's name is meant for PostgreSQL.
    package static func isOne(_ name: String) -> Bool {
        name.hasPrefix("postgres://") || name.hasPrefix("postgresql://")
    }

    /// Reads a string.
    ///
    /// - Parameter address: A URL as libpq has it, with `autocron_schema=NAME` among its parameters where the tables are
    ///   in another schema.
    /// - Throws: `StoreError` with code `invalidPath` if it is none.
    package init(_ address: String) throws(StoreError) {
        self.address = address
        try Self.checkEscapes(in: address)
        var own: [String: String] = [:]
        let stripped = Self.removingOwn(from: address, into: &own)
        if let schema = own.removeValue(forKey: "autocron_schema") {
            guard Self.isName(schema) else {
                throw Self.refusal(
                    "'autocron_schema=\(schema)' names no schema: use letters, digits and '_', at most 63")
            }
            guard !schema.hasPrefix("pg_"), schema != "information_schema" else {
                throw Self.refusal("the schema '\(schema)' is PostgreSQL's own: name another one")
            }
            self.schema = schema
        }
        if let unknown = own.keys.min() {
            let name = Self.isName(unknown) ? " '\(unknown)'" : " of that name"
            throw Self.refusal("autocron has no parameter\(name) in a connection string; it has 'autocron_schema'")
        }
        parameters = try Self.parse(stripped)
        // A part of a password; libpq would say which when it connects.
        let isPort = parameters.allSatisfy { $0.name != "port" || $0.value.allSatisfy { "0123456789, ".contains($0) } }
        guard isPort else { throw Self.refusal("its port is no number; \(Self.escapes)") }
        secretDatabase = parameters.first { $0.name == "dbname" && Self.isSecret($0.value) }?.value
        location = Self.location(of: parameters, schema: schema)
    }

    /// A URL without password; the folder of a socket cannot stand in the host's place.
    private static func location(of parameters: [(name: String, value: String)], schema: String) -> String {
        func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
        let user = value("user").map { "\($0)@" } ?? ""
        let host = value("host") ?? value("hostaddr") ?? ""
        // A whole connection string in the place of the name, as `psql` takes it, may contain a password.
        let database = value("dbname").map { isSecret($0) ? "/…" : "/\($0)" } ?? ""
        let url: String
        if host.hasPrefix("/") {
            let port = value("port").map { "&port=\($0)" } ?? ""
            url = "postgres://\(user)\(database)?host=\(host)\(port)"
        } else {
            let port = value("port").map { ":\($0)" } ?? ""
            url = "postgres://\(user)\(host.contains(":") ? "[\(host)]" : host)\(port)\(database)"
        }
        return schema == "autocron" ? url : "\(url) (schema \(schema))"
    }

    private static func isSecret(_ database: String) -> Bool { database.contains { "=@".contains($0) } }

    private static let escapes = "in a password, write '%40' for '@', '%2F' for '/' and '%3F' for '?'"

    /// Where a URL's host begins, as libpq finds it: a '?' may stand before, in a password.
    private static func hostIndex(of address: String) -> String.Index {
        let start = address.range(of: "://")?.upperBound ?? address.startIndex
        guard let mark = address[start...].firstIndex(where: { $0 == "@" || $0 == "/" }), address[mark] == "@" else {
            return start
        }
        return address.index(after: mark)
    }

    /// Refuses a password that is not escaped: libpq would take its end for a host, a port or a database, which messages
    /// name.
    private static func checkEscapes(in address: String) throws(StoreError) {
        guard !address[hostIndex(of: address)...].prefix(while: { $0 != "?" }).contains("@") else {
            throw refusal("it has an '@' too many; \(escapes)")
        }
    }

    private static func isName(_ name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 63 && !(0x30...0x39).contains(name.utf8.first ?? 0x30)
    }

    /// Takes our own parameters out of a URL's query.
    private static func removingOwn(from address: String, into own: inout [String: String]) -> String {
        guard let mark = address[hostIndex(of: address)...].firstIndex(of: "?") else { return address }
        var kept: [Substring] = []
        for parameter in address[address.index(after: mark)...].split(separator: "&") {
            guard parameter.hasPrefix("autocron_") else {
                kept.append(parameter)
                continue
            }
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            own[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return address[..<mark] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
    }

    private static func parse(_ address: String) throws(StoreError) -> [(name: String, value: String)] {
        guard !address.utf8.contains(0) else { throw refusal("a connection string cannot contain a NUL") }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(address, &message) else {
            defer { unsafe PQfreemem(message) }
            let text = unsafe message.map { unsafe String(cString: $0) }
            throw refusal(text.map { Self.reason($0, of: address) } ?? "it cannot be read")
        }
        defer { unsafe PQconninfoFree(options) }
        var found: [(name: String, value: String)] = []
        var next = unsafe options
        while let keyword = unsafe next.pointee.keyword {
            if let value = unsafe next.pointee.val {
                found.append((unsafe String(cString: keyword), unsafe String(cString: value)))
            }
            unsafe next += 1
        }
        return found
    }

    /// libpq's reason without what it quotes, in which a password may stand.
    private static func reason(_ message: String, of address: String) -> String {
        let quoted = message.split(separator: "\"", omittingEmptySubsequences: false)
        // A parameter's name alone is repeated: that of one that libpq does not know. An '@' in the query is the end of a
        // password that is not escaped, and then the name is a part of it.
        let query = address[hostIndex(of: address)...].drop { $0 != "?" }
        guard quoted.count == 3, message.contains("parameter"), !query.contains("@"), isName(String(quoted[1])) else {
            return String(quoted[0].trimming)
        }
        return "\(quoted[0])'\(quoted[1])'"
    }

    private static func refusal(_ reason: String) -> StoreError {
        StoreError(
            .invalidPath,
            "the connection string cannot be used: \(reason); write it as 'postgres://user@host:5432/database'"
        )
    }
}

extension ConnectionString: CustomStringConvertible {
    package var description: String { location }
}

extension Substring {
    fileprivate var trimming: Substring {
        var text = self
        while let last = text.last, last.isWhitespace || last == ":" { text.removeLast() }
        return text
    }
}
#endif
