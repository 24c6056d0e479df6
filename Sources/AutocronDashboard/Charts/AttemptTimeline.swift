import Inspection
import InspectionModel
import Platform
import TaskModel

/// A task's life as spans of waiting, running and backoff, drawn and listed.
struct AttemptTimeline {
    /// A span of the task's life.
    struct Span: Hashable {
        enum Kind: Hashable {
            case waiting, running, backoff
        }

        var kind: Kind
        var start: WallTime
        var end: WallTime
        /// How an attempt ended; nil while it runs, where it succeeded, and for what is no attempt.
        var failure: Failure?

        var length: Duration { max(.zero, end - start) }

        /// For drawing; whatever the database holds, the sum of many is a number.
        var milliseconds: Int64 { min(length.microseconds / 1_000, 1_000_000_000_000) }
    }

    let spans: [Span]
    private let visit: Visit

    /// nil for a task of which no span is known.
    init?(_ task: TaskDetails, visit: Visit) {
        spans = Self.spans(of: task, now: visit.now)
        self.visit = visit
        guard !spans.isEmpty else { return nil }
    }

    /// Divides a task's life; what an attempt waited before it began is backoff, but for the first one.
    static func spans(of task: TaskDetails, now: WallTime) -> [Span] {
        var spans: [Span] = []
        var last = task.summary.created
        func add(from start: WallTime, to end: WallTime, _ failure: Failure?) {
            if start > last {
                spans.append(Span(kind: spans.isEmpty ? .waiting : .backoff, start: last, end: start))
            }
            // The clock may have been set back in between.
            last = max(start, last)
            spans.append(Span(kind: .running, start: last, end: max(last, end), failure: failure))
            last = max(last, end)
        }
        for attempt in task.earlier { add(from: attempt.started ?? attempt.ended, to: attempt.ended, attempt.failure) }
        let summary = task.summary
        if let started = summary.started, summary.state == .running || summary.state.isFinal,
            started != task.earlier.last?.started
        {
            add(from: started, to: summary.finished ?? now, summary.failure)
        } else if !summary.state.isFinal, now > last {
            spans.append(Span(kind: spans.isEmpty ? .waiting : .backoff, start: last, end: now))
        }
        return spans
    }

    var html: HTML {
        let items: [HTML] = spans.map { "<li>\(words($0))</li>\n" }
        return """
            <figure><figcaption>\(HTML.count(spans.count { $0.kind == .running }, "attempt", "attempts")).</figcaption>
            \(drawing)<ol class="spans">\(items)</ol></figure>
            """
    }

    private func words(_ span: Span) -> HTML {
        let length = Instants.span(span.length)
        switch span.kind {
        case .waiting: return "Waited for \(length)."
        case .backoff: return "Waited for \(length) before the next attempt."
        case .running:
            let end: HTML? = span.failure.map { ", then: \(HTML.failure($0))" }
            return "Ran for \(length)\(end), begun \(HTML.ago(span.start, visit))."
        }
    }

    /// Each span has some width, however short it was.
    private var drawing: HTML {
        let total = max(1, spans.reduce(0) { $0 + $1.milliseconds })
        var left = 0
        let rectangles: [HTML] = spans.map { span in
            let width = max(4, Int(span.milliseconds * 1_000 / total))
            defer { left += width }
            return """
                <rect class="\(name(span))" x="\(left)" y="0" width="\(width)" height="20">\
                <title>\(name(span)), \(Instants.span(span.length))</title></rect>
                """
        }
        return """
            <svg class="timeline" viewBox="0 0 \(left) 20" preserveAspectRatio="none" role="img" \
            aria-labelledby="timeline-name"><title id="timeline-name">The attempts over time</title>\(rectangles)</svg>
            """
    }

    private func name(_ span: Span) -> String {
        switch span.kind {
        case .waiting: "waiting"
        case .backoff: "backoff"
        case .running: span.failure == nil ? "running" : "failed"
        }
    }
}
