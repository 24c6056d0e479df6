internal import Foundation

/// The two questions that the search asks of a time zone.
///
/// Instants are whole seconds since 1970-01-01 00:00 UTC. The search never uses Foundation's `Calendar`, whose searches
/// skip or repeat instants when the clocks change.
protocol ZoneOffsets {
    /// Returns the seconds by which the local clock is ahead of UTC at an instant.
    func offset(at instant: Int64) -> Int64

    /// Returns the first instant after another at which the offset may change, or nil if there is none.
    func nextTransition(after instant: Int64) -> Int64?
}

/// Foundation's zone data.
struct FoundationZone: ZoneOffsets {
    private let zone: TimeZone

    init(_ zone: TimeZone) {
        self.zone = zone
    }

    func offset(at instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: date(of: instant)))
    }

    func nextTransition(after instant: Int64) -> Int64? {
        guard let date = zone.nextDaylightSavingTimeTransition(after: date(of: instant)) else { return nil }
        let transition = Int64(exactly: date.timeIntervalSince1970.rounded())
        // Far outside the years that its data covers, Foundation returns a transition of the present.
        return transition.flatMap { $0 > instant ? $0 : nil }
    }

    private func date(of instant: Int64) -> Date {
        Date(timeIntervalSince1970: TimeInterval(instant))
    }
}

/// A stretch of time during which a zone's offset does not change.
struct OffsetSegment {
    /// The first instant.
    let start: Int64

    /// The first instant after it, or nil if the offset never changes again.
    let end: Int64?

    /// The seconds by which the local clock is ahead of UTC.
    let offset: Int64

    /// Asks a zone for the segment that an instant lies in.
    ///
    /// The segment starts at that instant, because no search looks back past its start.
    init(from start: Int64, in zone: some ZoneOffsets) {
        self.start = start
        self.end = zone.nextTransition(after: start)
        self.offset = zone.offset(at: start)
    }

    /// Returns whether an instant, not before the start, lies in the segment.
    func contains(_ instant: Int64) -> Bool {
        end.map { instant < $0 } ?? true
    }
}
