package import Foundation

/// The names of time zones.
package enum ZoneName {
    /// Finds the time zone with a name of the IANA database.
    ///
    /// Foundation also makes zones of abbreviations (`PST`) and offsets (`GMT+5`). They are refused: the first are
    /// ambiguous, and the second have a sign opposite to that of the database's own `Etc/GMT-5`.
    ///
    /// - Parameter name: The name, in the database's spelling.
    /// - Returns: The zone, or nil if there is none with this name.
    package static func zone(named name: String) -> TimeZone? {
        // On Linux, Foundation takes the name for a path below the zone files.
        let isDivided = name.contains("/") && name.utf8.allSatisfy { $0.isWordPart || "+-/".utf8.contains($0) }
        guard isDivided || undivided.contains(name), let zone = TimeZone(identifier: name) else { return nil }
        // Where the platform ignores case, it still answers with the right spelling; UTC is the one zone it renames.
        return zone.identifier == name || undivided.contains(name) ? zone : nil
    }

    /// Names of the database without a region, most of them old.
    private static let undivided: Set<String> = [
        "UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0",
        "WET", "CET", "MET", "EET", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
        "Cuba", "Egypt", "Eire", "GB", "GB-Eire", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan",
        "Kwajalein", "Libya", "NZ", "NZ-CHAT", "Navajo", "PRC", "Poland", "Portugal", "ROC", "ROK", "Singapore",
        "Turkey", "W-SU",
    ]

    /// Finds the names that a misspelled or abbreviated one was probably meant to be.
    ///
    /// - Parameter name: What was written.
    /// - Returns: Up to three names, the likeliest first.
    package static func suggestions(for name: String) -> [String] {
        let written = comparable(name)
        if ["utc+", "utc_", "gmt+", "gmt_"].contains(written.prefix(4)) {
            return offsetZones(for: written.dropFirst(3))
        }
        if let abbreviated = TimeZone.abbreviationDictionary[name.uppercased()] { return [abbreviated] }
        let near = known.compactMap { candidate in
            distance(from: written, to: comparable(candidate)).map { (name: candidate, distance: $0) }
        }
        // Sorting is stable, so equally near names stay in alphabetical order.
        let nearest = near.sorted { $0.distance < $1.distance }
        let isExact = nearest.first?.distance == 0
        return nearest.filter { !isExact || $0.distance == 0 }.prefix(3).map(\.name)
    }

    private static var known: [String] {
        (TimeZone.knownTimeZoneIdentifiers + undivided).sorted()
    }

    /// The name without what is easily written otherwise: case, and the character between words.
    private static func comparable(_ name: String) -> String {
        String(name.lowercased().prefix(64).map { $0 == " " || $0 == "-" ? "_" : $0 })
    }

    /// Measures how far a written name is from a real one.
    ///
    /// - Parameters:
    ///   - written: The written name, comparable.
    ///   - candidate: The real one, comparable.
    /// - Returns: The distance, or nil if it is too far to be meant.
    private static func distance(from written: String, to candidate: String) -> Int? {
        let parts = candidate.split(separator: "/")
        guard let city = parts.last else { return nil }
        let whole = editDistance(written, candidate, limit: min(3, written.utf8.count / 3))
        // The city alone, also behind a wrong region, is nearly as good as the whole.
        let writtenCity = written.split(separator: "/").last ?? ""
        let byCity = editDistance(writtenCity, city, limit: min(2, writtenCity.utf8.count / 4)).map { $0 + 1 }
        return [whole, byCity].compactMap { $0 }.min()
    }

    /// The database's name for an offset from UTC, which has the opposite sign.
    private static func offsetZones(for offset: Substring) -> [String] {
        guard let hours = Int(offset.dropFirst()), hours >= 0 else { return [] }
        let name = "Etc/GMT\(offset.first == "+" ? "-" : "+")\(hours)"
        return zone(named: name) == nil ? [] : [name]
    }
}
