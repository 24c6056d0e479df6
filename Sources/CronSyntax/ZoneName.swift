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
        // On Linux, Foundation takes the name for a path below the directory of zone files.
        let isDivided = name.contains("/") && name.utf8.allSatisfy { $0.isWordPart || "+-/".utf8.contains($0) }
        guard isDivided || undivided.contains(name), let zone = TimeZone(identifier: name) else { return nil }
        // Where the platform ignores case, Foundation still returns the right spelling; UTC is the one zone that it
        // renames.
        return zone.identifier == name || undivided.contains(name) ? zone : nil
    }

    /// Names of the database without a region, most of them old.
    static let undivided: Set<String> = [
        "UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0",
        "WET", "CET", "MET", "EET", "EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
        "Cuba", "Egypt", "Eire", "GB", "GB-Eire", "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan",
        "Kwajalein", "Libya", "NZ", "NZ-CHAT", "Navajo", "PRC", "Poland", "Portugal", "ROC", "ROK", "Singapore",
        "Turkey", "W-SU",
    ]
}
