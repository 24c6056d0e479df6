#if PostgreSQL
import Foundation

/// Where the processes of this machine that use one database meet: a server has no folder beside it.
enum StateFolder {
    /// Finds a database's folder, which need not exist; the folder around it does then, if it can be made at all.
    ///
    /// - Parameters:
    ///   - target: The database.
    ///   - schema: The schema of its tables.
    static func path(of target: SessionTarget, schema: String) -> String {
        let environment = ProcessInfo.processInfo.environment
        let name = name(of: target, schema: schema)
        // The specification of XDG has relative paths ignored.
        let state = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        for base in [state, home.map { $0 + "/.local/state" }] {
            guard let folder = base.map({ $0 + "/autocron" }), isUsable(folder) else { continue }
            return "\(folder)/\(name)"
        }
        // Of this user alone; several users share the temporary folder.
        let folder = "\(NSTemporaryDirectory().trimmingSlashes)/autocron-\(geteuid())"
        _ = isUsable(folder)
        return "\(folder)/\(name)"
    }

    private static func isUsable(_ folder: String) -> Bool {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return unsafe access(folder, W_OK | X_OK) == 0
    }

    /// A name that people can read, and a number by which no two databases share one.
    static func name(of target: SessionTarget, schema: String) -> String {
        let parts = [target.host, target.port, target.database, schema]
        let readable = parts.map { part in
            String(
                String.UnicodeScalarView(part.unicodeScalars.map { isPlain($0) ? $0 : "_" }.prefix(40)))
        }
        // A NUL is in none of them, so different parts make different texts.
        let hash = hash(parts.joined(separator: "\0"))
        let digits = String(hash, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return (readable.filter { !$0.isEmpty } + [padded]).joined(separator: "-")
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", ".": true
        default: false
        }
    }

    /// FNV-1a: Swift's own hashes differ from process to process.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

extension String {
    fileprivate var trimmingSlashes: String {
        var text = self
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
#endif
