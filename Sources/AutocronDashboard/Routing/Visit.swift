import Inspection
import InspectionModel
import Platform
import TaskModel

/// One request that may be answered: what it asks for, and what its viewer may see.
struct Visit: Sendable {
    let reading: Reading
    let options: DashboardOptions
    let access: DashboardAccess
    let fields: Fields
    /// The task in the path.
    let task: TaskID?
    let orders: [Order]

    var now: WallTime { reading.now }

    /// An address as links have it.
    func link(_ address: Address) -> String {
        address.text(prefix: options.prefix)
    }

    /// The filter in the parameters.
    func filter() throws(Refusal) -> TaskFilter {
        TaskFilter(
            state: try fields.value("state", TaskState.init(name:)), queue: try queue(), name: try functionName())
    }

    /// The parameter `name`, where it is a function's.
    func functionName() throws(Refusal) -> String? {
        try fields.value("name") { $0.utf8.count <= TaskLimits.name ? $0 : nil }
    }

    /// The parameter `queue`.
    func queue(_ field: String = "queue") throws(Refusal) -> String? {
        try fields.value(field) { $0.utf8.count <= TaskLimits.queue ? $0 : nil }
    }

    /// A form with one button; nil if the viewer lacks its right, or if no form can carry a name.
    ///
    /// - Parameters:
    ///   - label: What the button does.
    ///   - right: The right of the form's route.
    ///   - address: The form's route.
    ///   - fields: What it sends.
    func button(
        _ label: HTML, _ right: DashboardAccess.Rights, _ address: Address, _ fields: [(StaticString, String)] = []
    ) -> HTML? {
        guard access.has(right), fields.allSatisfy({ HTML.canCarry($0.1) }) else { return nil }
        let inputs: [HTML] = fields.map { name, value in
            "<input type=\"hidden\" name=\"\(name.description)\" value=\"\(raw: value)\"/>"
        }
        return """
            <form method="post" action="\(link(address))" class="inline">\(Self.tokenField)\(inputs)\
            <button type="submit">\(label)</button></form>
            """
    }

    /// The hidden field of every form.
    static let tokenField: HTML = "<input type=\"hidden\" name=\"token\" value=\"\(HTML.formToken)\"/>"
}
