import TaskModel

/// Keys, and the words and shapes of states.
enum HelpPage {
    @Sendable static func make(_ visit: Visit) throws -> Answer {
        let content: HTML =
            .part("states", "States", states) + .part("keys", "Keys", keys) + """
                <section id="preferences" aria-labelledby="preferences-title" hidden="hidden">
                <h2 id="preferences-title">Preferences of this browser</h2>
                <p><label>Colors <select id="theme"><option value="">as the system</option>\
                <option value="light">light</option><option value="dark">dark</option></select></label></p>
                <p><label><input type="checkbox" id="keys-on"/> Single keys act, as listed above</label></p></section>
                """
        return .page(Page(title: "Help", section: .help, content: content, isLive: false))
    }

    private static let states: HTML = .facts([
        Fact(.state(.waiting), "It is stored, and starts when it is due and a worker is free."),
        Fact(.state(.running), "A worker executes it."),
        Fact(.state(.succeeded), "Its function returned."),
        Fact(.state(.failed), "It threw, crashed or timed out, and no attempt is left."),
        Fact(.state(.cancelled), "Somebody cancelled it."),
        Fact(.state(.parked), "No program could run it; a build that can will take it up."),
    ])

    private static let keys: HTML = .facts([
        Fact("<kbd>j</kbd> <kbd>k</kbd>", "the next and the previous row"), Fact("<kbd>Return</kbd>", "open the row"),
        Fact("<kbd>x</kbd>", "mark the row"), Fact("<kbd>/</kbd>", "search"),
        Fact("<kbd>r</kbd> <kbd>c</kbd>", "retry or cancel what is marked"),
        Fact(
            "<kbd>g</kbd> and a letter",
            "a page: <kbd>o</kbd>verview, <kbd>t</kbd>asks, <kbd>f</kbd>ailures, <kbd>s</kbd>chedules, <kbd>q</kbd>ueues, "
                + "<kbd>w</kbd>orkers, <kbd>d</kbd>octor"
        ),
        Fact("<kbd>?</kbd>", "this page"),
    ])
}
