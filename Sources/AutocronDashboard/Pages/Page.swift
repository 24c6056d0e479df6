/// The content of a page, which ``PageFrame`` completes.
struct Page: Sendable {
    /// For the browser's tab.
    var title: String
    /// For the one heading of the first level; the title, if nil.
    var heading: HTML?
    var section: Section?
    var content: HTML
    /// What shows the same on the command line.
    var command: String?
    /// Whether the script looks again while the page is open.
    var isLive = true

    /// The pages that the navigation leads to.
    enum Section: CaseIterable {
        case overview, tasks, failures, functions, schedules, queues, workers, settings, doctor, orders, help

        var address: Address {
            switch self {
            case .overview: Address("/")
            case .tasks: Address("/tasks")
            case .failures: Address("/failures")
            case .functions: Address("/functions")
            case .schedules: Address("/cron")
            case .queues: Address("/queues")
            case .workers: Address("/workers")
            case .settings: Address("/settings")
            case .doctor: Address("/doctor")
            case .orders: Address("/orders")
            case .help: Address("/help")
            }
        }

        /// The link's text; its first letter is the key that follows `g`.
        var name: HTML {
            switch self {
            case .overview: "Overview"
            case .tasks: "Tasks"
            case .failures: "Failures"
            case .functions: "Functions"
            case .schedules: "Schedules"
            case .queues: "Queues"
            case .workers: "Workers"
            case .settings: "Settings"
            case .doctor: "Doctor"
            case .orders: "Orders"
            case .help: "Help"
            }
        }
    }
}

extension HTML {
    /// A part of a page that the script replaces when it changes.
    ///
    /// - Parameters:
    ///   - id: The part's name on its page.
    ///   - title: The part's heading.
    static func part(_ id: StaticString, _ title: HTML, _ content: HTML) -> HTML {
        """
        <section id="\(id.description)" aria-labelledby="\(id.description)-title" data-live="">
        <h2 id="\(id.description)-title">\(title)</h2>
        \(content)
        </section>

        """
    }

    /// Facts by name; those without a value are left out.
    static func facts(_ facts: [Fact]) -> HTML {
        let rows: [HTML] = facts.compactMap { fact in
            fact.value.map { "<dt>\(fact.name)</dt><dd>\($0)</dd>\n" }
        }
        return "<dl class=\"facts\">\(rows)</dl>"
    }
}

/// A value with its name; nil is left out.
struct Fact {
    var name: HTML
    var value: HTML?

    init(_ name: HTML, _ value: HTML?) {
        self.name = name
        self.value = value
    }
}
