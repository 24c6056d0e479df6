import Inspection
import InspectionModel
import TaskModel

/// How an attempt failed or crashed: reason, calls with file and line, last words on standard error.
struct CrashReport {
    let title: HTML
    let failure: Failure
    let options: DashboardOptions

    /// The reports of a task: its last one, and those of earlier attempts that ended differently.
    static func all(_ task: TaskSnapshot, _ visit: Visit) -> HTML? {
        let last = task.summary.failure
        var reports: [CrashReport] = []
        if let last {
            reports.append(CrashReport(title: "How it ended", failure: last, options: visit.options))
        }
        for attempt in task.details.earlier.reversed() {
            guard let failure = attempt.failure, failure != last else { continue }
            let title: HTML = "How the attempt of claim \(attempt.claimNumber) ended"
            reports.append(CrashReport(title: title, failure: failure, options: visit.options))
        }
        guard !reports.isEmpty else { return nil }
        return .part("ends", "How it failed", reports.map(\.html).joined())
    }

    private var html: HTML {
        let crash = failure.crash
        let frames: [HTML] = (crash?.frames ?? []).map { "<li>\(frame($0))</li>" }
        return """
            <h3>\(title)</h3>
            <p class="failure">\(HTML.failure(failure))</p>
            \(crash?.reason.map { "<p>Reason: \(stored: $0)</p>" })\
            \(frames.isEmpty ? nil : "<ol class=\"frames\">\(frames)</ol>")\
            \(crash?.standardError.map { "<h4>Last words on standard error</h4><pre tabindex=\"0\">\(lines: $0)</pre>" })
            """
    }

    private func frame(_ frame: CrashDetails.Frame) -> HTML {
        let column: HTML? = frame.column > 0 ? ":\(frame.column)" : nil
        let place: HTML = "<code>\(stored: frame.file):\(frame.line)\(column)</code>"
        let linked: HTML = editorAddress(frame).map { "<a href=\"\($0)\">\(place)</a>" } ?? place
        let times: HTML? = frame.times > 1 ? ", \(frame.times) times" : nil
        return "<code>\(stored: frame.function)</code> at \(linked)\(times)"
    }

    /// The place in the user's editor; the file's name is data, so it cannot become another scheme or another host.
    private func editorAddress(_ frame: CrashDetails.Frame) -> String? {
        guard let pattern = options.sourceLink, frame.file.hasPrefix("/") else { return nil }
        let parts = frame.file.split(separator: "/", omittingEmptySubsequences: false).map {
            PercentEncoding.encode(String($0))
        }
        return pattern.replacing("{path}", with: parts.joined(separator: "/"))
            .replacing("{line}", with: String(frame.line))
    }
}
