internal import Foundation

extension ZoneName {
    /// Finds the names that a misspelled or abbreviated one probably means.
    ///
    /// - Parameter name: The name as written.
    /// - Returns: Up to three names, the likeliest first.
    package static func suggestions(for name: String) -> [String] {
        let written = comparable(name)
        if let zones = offsetZones(for: written) { return zones }
        if let respelled = respelled(name) { return [respelled] }
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
        (TimeZone.knownTimeZoneIdentifiers + links + undivided).sorted()
    }

    /// Names that people write but Foundation's list leaves out, because the database keeps them for older programs or
    /// has renamed the zone.
    private static let links = [
        "US/Alaska", "US/Arizona", "US/Central", "US/Eastern", "US/Hawaii", "US/Mountain", "US/Pacific",
        "Canada/Atlantic", "Canada/Central", "Canada/Eastern", "Canada/Mountain", "Canada/Newfoundland",
        "Canada/Pacific", "Australia/ACT", "Australia/NSW", "Asia/Ho_Chi_Minh", "Asia/Kathmandu", "Asia/Kolkata",
        "Asia/Yangon", "America/Buenos_Aires", "Brazil/East", "Europe/Kyiv", "Etc/UTC",
    ]

    /// The name in the database's spelling, if nothing but the case of letters is wrong.
    private static func respelled(_ name: String) -> String? {
        if let plain = undivided.first(where: { $0.lowercased() == name.lowercased() }) { return plain }
        // The first matching letters of words are capitals, except in a few names, which the list contains.
        let capitalized = name.lowercased().split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.split(separator: "_", omittingEmptySubsequences: false).map(\.capitalized).joined(separator: "_")
        }
        let asAcronym = [capitalized[0].uppercased()] + capitalized.dropFirst()
        return [capitalized, asAcronym].map { $0.joined(separator: "/") }.first { zone(named: $0) != nil }
    }

    /// The name without the differences that people do not notice: case, and the character between words.
    private static func comparable(_ name: String) -> String {
        String(name.lowercased().prefix(64).map { $0 == " " || $0 == "-" ? "_" : $0 })
    }

    /// Measures how far a written name is from a real one.
    ///
    /// - Parameters:
    ///   - written: The written name, comparable.
    ///   - candidate: The real one, comparable.
    /// - Returns: The distance, or nil if the name is too far away to be meant.
    private static func distance(from written: String, to candidate: String) -> Int? {
        let parts = candidate.split(separator: "/")
        guard let city = parts.last else { return nil }
        let whole = editDistance(written, candidate, limit: min(3, written.utf8.count / 3))
        // A match of the city alone, also after a wrong region, counts nearly as much as a match of the whole name.
        let writtenCity = written.split(separator: "/").last ?? ""
        let byCity = editDistance(writtenCity, city, limit: min(2, writtenCity.utf8.count / 4)).map { $0 + 1 }
        return [whole, byCity].compactMap { $0 }.min()
    }

    /// The database's name for an offset from UTC, such as `UTC+2` or `+02:00`, which has the opposite sign.
    ///
    /// - Parameter written: The name as written, comparable.
    /// - Returns: The names, empty if the database has none, or nil if it is not an offset.
    private static func offsetZones(for written: String) -> [String]? {
        if written == "z" { return ["UTC"] }
        let offset = written.hasPrefix("utc") || written.hasPrefix("gmt") ? written.dropFirst(3) : written[...]
        guard let sign = offset.first, sign == "+" || sign == "_" else { return nil }
        var digits = offset.dropFirst().filter { $0 != ":" }
        if digits.count > 2, digits.hasSuffix("00") { digits.removeLast(2) }
        guard let hours = Int(digits), hours >= 0 else { return [] }
        let name = hours == 0 ? "UTC" : "Etc/GMT\(sign == "+" ? "-" : "+")\(hours)"
        return zone(named: name) == nil ? [] : [name]
    }
}
