import Inspection
import InspectionModel

/// What is wrong with the database and its surroundings, and what to do.
enum DoctorPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let readsAll = try visit.fields.value("check") { $0 == "integrity" ? true : nil } ?? false
        let findings = try visit.reading.findings(readingAll: readsAll)
        let link = visit.link(Address("/doctor").with("check", "integrity"))
        let more: HTML? =
            readsAll ? nil : "<p><a href=\"\(link)\">Examine the integrity too</a>, which reads the whole database.</p>"
        return .page(
            Page(
                title: "Doctor", section: .doctor,
                content: .part("findings", "Findings", "\(list(findings))\(more)"),
                command: ShellText.command("doctor", visit.reading.location), isLive: !readsAll))
    }

    static func list(_ findings: [Finding]) -> HTML {
        let items: [HTML] = findings.map { finding in
            let advice: HTML? = finding.advice.map { "<br/>\($0)" }
            return """
                <li><span class="level \(finding.level.rawValue)">\(finding.level.rawValue)</span> \
                <strong>\(finding.check)</strong>: \(finding.text)\(advice)</li>

                """
        }
        return "<ul class=\"findings\">\(items)</ul>"
    }
}
