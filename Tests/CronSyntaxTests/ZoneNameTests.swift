import CronSyntax
import Foundation
import Testing

/// Names of time zones, right and wrong.
@Suite("Zone names") struct ZoneNameTests {
    @Test(
        "of the database are known",
        arguments: [
            "UTC", "GMT", "Etc/UTC", "Etc/GMT+5", "Europe/Berlin", "America/Argentina/Buenos_Aires", "US/Pacific",
            "Asia/Calcutta", "Europe/Kyiv", "Europe/Kiev", "EST5EDT", "Zulu", "Australia/Lord_Howe", "Antarctica/Troll",
        ]
    )
    func known(name: String) throws {
        let zone = try #require(ZoneName.zone(named: name))
        #expect(zone.identifier == name || zone.secondsFromGMT() == 0)
    }

    @Test(
        "that only Foundation knows are refused",
        arguments: [
            "", " ", "PST", "GMT+5", "UTC+5", "GMT+0530", "Berlin", "europe/berlin", "Europe/Berlin ", "../etc/passwd",
            "posix/Europe/Berlin", "/etc/localtime", "Europe/", "Mars/Olympus", "Europe/Berlin\u{0}",
            "Europe/../Europe/Berlin", "Europe//Berlin", "/Europe/Berlin",
        ]
    )
    func unknown(name: String) {
        #expect(ZoneName.zone(named: name) == nil)
    }

    @Test(
        "that are wrong lead to right ones",
        arguments: [
            ("Berlin", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"), ("Europe/Berlim", "Europe/Berlin"),
            ("Germany/Berlin", "Europe/Berlin"), ("New York", "America/New_York"), ("NewYork", "America/New_York"),
            ("America/NewYork", "America/New_York"), ("Los Angeles", "America/Los_Angeles"), ("utc", "UTC"),
            ("PST", "America/Los_Angeles"), ("CEST", "Europe/Paris"), ("UTC+5", "Etc/GMT-5"), ("gmt-3", "Etc/GMT+3"),
            ("Asia/Calcuta", "Asia/Calcutta"), ("Europe/Pariss", "Europe/Paris"), ("us/eastern", "US/Eastern"),
            ("US/pacific", "US/Pacific"), ("US/Pacfic", "US/Pacific"), ("Canada/pacific", "Canada/Pacific"),
            ("asia/kolkata", "Asia/Kolkata"), ("Asia/Kolkatta", "Asia/Kolkata"), ("cet", "CET"), ("est", "EST"),
            ("+02:00", "Etc/GMT-2"), ("UTC+02:00", "Etc/GMT-2"), ("-0500", "Etc/GMT+5"), ("Z", "UTC"), ("UTC+0", "UTC"),
            ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
            ("america/port-au-prince", "America/Port-au-Prince"),
        ]
    )
    func suggestion(name: String, expected: String) {
        #expect(ZoneName.suggestions(for: name).first == expected)
    }

    @Test("that look like nothing lead nowhere", arguments: ["", "x", "Olympus Mons", "GMT+99", "/", "+", "GMT+-5"])
    func noSuggestion(name: String) {
        #expect(ZoneName.suggestions(for: name).isEmpty)
    }

    @Test("that are suggested are known") func suggestionsAreKnown() {
        for name in TimeZone.knownTimeZoneIdentifiers where name.hasPrefix("A") && name.hasSuffix("a") {
            let suggestions = ZoneName.suggestions(for: String(name.dropLast()))
            #expect(suggestions.allSatisfy { ZoneName.zone(named: $0) != nil })
            #expect(suggestions.count <= 3)
        }
    }
}
