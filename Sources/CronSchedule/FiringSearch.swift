internal import CronSyntax

/// Searches for the instants at which an expression fires in a time zone.
///
/// What happens when the clocks change depends on the kind of schedule.
///
/// * An *interval* schedule, with a star in one of its time fields, follows the local clock: it fires at every instant
///   whose wall-clock reading matches. Skipped readings never come, repeated ones come twice.
/// * A *fixed* schedule follows the high-water mark of the local clock, which stays constant while an hour is repeated
///   and jumps when the clock jumps. Each matching reading fires at the first instant at which the mark has reached
///   it: skipped readings fire together after the jump, repeated ones the first time only.
///
/// Both iterate over the segments between changes of the zone's offset. Inside a segment the wall clock is the instant
/// plus a constant, so the search need not step through minutes, and usually ends in the segment in which it starts.
///
/// Instants are whole seconds since 1970-01-01 00:00 UTC.
struct FiringSearch<Zone: ZoneOffsets> {
    private let fields: CronFields
    private let wallClock: WallClockSearch
    private let zone: Zone

    init(_ fields: CronFields, in zone: Zone) {
        self.fields = fields
        self.wallClock = WallClockSearch(fields)
        self.zone = zone
    }

    /// Finds the first instant at which the schedule fires after another.
    ///
    /// - Parameter instant: The instant, at most some 290,000 years from 1970.
    /// - Returns: The next firing, or nil if there is none.
    func next(after instant: Int64) -> Int64? {
        fields.isInterval ? nextInterval(after: instant) : nextFixed(after: instant)
    }

    private func nextInterval(after instant: Int64) -> Int64? {
        var segment = OffsetSegment(from: instant + 1, in: zone)
        var searchedFrom = segment.start + segment.offset
        guard var match = wallClock.first(from: searchedFrom) else { return nil }
        // A schedule may match only readings that the clock always skips. No pattern is longer than the calendar's 400
        // years.
        let limit = instant + 401 * secondsPerYear
        while segment.start < limit {
            if segment.contains(match - segment.offset) { return match - segment.offset }
            guard let end = segment.end else { return nil }
            segment = OffsetSegment(from: end, in: zone)
            let reading = end + segment.offset
            // While the clock is between the start of the last search and its result, that result is still the next
            // match.
            guard reading < searchedFrom || reading > match else { continue }
            guard let later = wallClock.first(from: reading) else { return nil }
            (searchedFrom, match) = (reading, later)
        }
        return nil
    }

    private func nextFixed(after instant: Int64) -> Int64? {
        var (segment, mark) = highWaterMark(at: instant)
        guard let match = wallClock.first(from: mark + 1) else { return nil }
        // No zone is a whole day away from UTC, so no earlier instant can have a reading as late as the match.
        let earliest = match - secondsPerDay
        if !segment.contains(earliest) { segment = OffsetSegment(from: earliest, in: zone) }
        while true {
            let reached = Swift.max(match - segment.offset, segment.start, instant + 1)
            if segment.contains(reached) { return reached }
            guard let end = segment.end else { return nil }
            segment = OffsetSegment(from: end, in: zone)
        }
    }

    /// Finds the latest reading that the local clock has shown up to an instant.
    ///
    /// - Parameter instant: The last instant to consider.
    /// - Returns: The segment that the instant lies in, and the reading.
    private func highWaterMark(at instant: Int64) -> (segment: OffsetSegment, mark: Int64) {
        // The clock never goes back by more than a day, and catches up within another day.
        var segment = OffsetSegment(from: instant - 2 * secondsPerDay, in: zone)
        var mark = Int64.min
        while let end = segment.end, end <= instant {
            mark = Swift.max(mark, end - 1 + segment.offset)
            segment = OffsetSegment(from: end, in: zone)
        }
        return (segment, Swift.max(mark, instant + segment.offset))
    }
}

private let secondsPerDay: Int64 = 86_400
private let secondsPerYear: Int64 = 31_556_952
