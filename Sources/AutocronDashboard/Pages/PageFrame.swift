/// What all pages have: head, navigation, the outcome of an action, the command, the script.
struct PageFrame {
    let options: DashboardOptions
    let access: DashboardAccess
    var notice: HTML?

    func html(_ page: Page) -> HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta name="color-scheme" content="light dark"/>
        <title>\(page.title) · autocron</title>
        <link rel="stylesheet" href="\(link("/style.css"))"/>
        <script src="\(link("/script.js"))" defer="defer"></script>
        </head>
        <body data-live="\(page.isLive ? "on" : "off")">
        <a class="skip" href="#main">Skip to the content</a>
        <header>
        <nav aria-label="Pages"><ul>\(Page.Section.allCases.map { entry($0, page.section) })</ul></nav>
        </header>
        <main id="main" tabindex="-1">
        <h1>\(page.heading ?? "\(page.title)")</h1>
        \(notice.map { "<p class=\"notice\" role=\"status\">\($0)</p>" })\(readOnlyNote)
        \(page.content)
        </main>
        <footer>\(page.command.map { "<p>The same in a terminal: <code>\($0)</code></p>" })</footer>
        <p id="announcements" class="unseen" aria-live="polite"></p>
        </body>
        </html>

        """
    }

    private var readOnlyNote: HTML? {
        options.isReadOnly ? "<p class=\"notice\">This dashboard only reads, so nothing can be changed here.</p>" : nil
    }

    private func link(_ path: StaticString) -> String { Address(path).text(prefix: options.prefix) }

    private func entry(_ section: Page.Section, _ current: Page.Section?) -> HTML {
        let address = section.address.text(prefix: options.prefix)
        return section == current
            ? "<li><a href=\"\(address)\" aria-current=\"page\">\(section.name)</a></li>"
            : "<li><a href=\"\(address)\">\(section.name)</a></li>"
    }

    /// The page of a refusal.
    static func refusal(_ refusal: Refusal) -> Page {
        Page(title: refusal.title, content: "<p>\(refusal.sentence)</p>", isLive: false)
    }
}
