/// The one style sheet.
///
/// States have a shape beside their word, so that nothing is told by color alone; targets are 24 px at least; tables
/// scroll in a box of their own, the page never sideways.
enum StyleSheet {
    static let text = """
        :root { color-scheme: light dark; \(Palette.light.declarations) }
        @media (prefers-color-scheme: dark) { :root { \(Palette.dark.declarations) } }
        :root[data-theme="light"] { color-scheme: light; \(Palette.light.declarations) }
        :root[data-theme="dark"] { color-scheme: dark; \(Palette.dark.declarations) }
        \(rules)
        """

    private static let rules = """
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--background); color: var(--text); line-height: 1.5;
          font-family: system-ui, sans-serif; overflow-wrap: anywhere; }
        a { color: var(--link); }
        a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
        summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        main:focus { outline: none; }
        header, main, footer { padding: 0.5rem 1rem; max-width: 90rem; margin: 0 auto; }
        header { border-bottom: 1px solid var(--line); }
        nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0; padding: 0; }
        nav a { display: inline-block; min-height: 24px; padding: 0.25rem 0; }
        nav a[aria-current] { color: var(--text); font-weight: bold; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 1.5rem; } h3, h4 { font-size: 1rem; }
        .skip { position: absolute; left: 0; top: -4rem; background: var(--surface); padding: 0.5rem 1rem; }
        .skip:focus { top: 0; }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
        caption { text-align: start; color: var(--faint); padding: 0.25rem 0; }
        th, td { text-align: start; vertical-align: top; padding: 0.35rem 0.6rem; border-top: 1px solid var(--line); }
        th[scope="row"] { font-weight: normal; min-width: 12rem; }
        .number { text-align: end; font-variant-numeric: tabular-nums; }
        tr.current { background: var(--surface); box-shadow: inset 4px 0 var(--link); }
        .facts { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr; gap: 0.3rem 1rem; }
        .facts dt { color: var(--faint); } .facts dd { margin: 0; min-width: 0; }
        .tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; list-style: none; padding: 0; }
        .tiles a { display: block; min-width: 8rem; padding: 0.75rem; background: var(--surface);
          border: 1px solid var(--line); border-radius: 6px; text-decoration: none; }
        .tiles strong { display: block; font-size: 1.5rem; color: var(--text); }
        .state { white-space: nowrap; color: var(--text); }
        .state::before { display: inline-block; width: 1.2em; }
        .state.waiting::before { content: "\\25CB"; } .state.running::before { content: "\\25B6"; }
        .state.succeeded::before { content: "\\2713"; } .state.failed::before { content: "\\2717"; }
        .state.cancelled::before { content: "\\2298"; } .state.parked::before { content: "\\25A0"; }
        .state.succeeded, .level.good { color: var(--good); }
        .state.failed, .level.problem, .failure { color: var(--bad); }
        .state.parked, .level.warning { color: var(--warning); }
        .level { font-weight: bold; } .empty { color: var(--faint); }
        .why, .notice { background: var(--surface); border-inline-start: 4px solid var(--link); padding: 0.75rem 1rem; }
        .why { font-size: 1.15rem; }
        .hidden { color: var(--warning); border: 1px solid; border-radius: 3px; padding: 0 0.15em; font-size: 0.85em; }
        pre { background: var(--surface); padding: 0.75rem; overflow-x: auto; white-space: pre-wrap; }
        code, pre, kbd { font-family: ui-monospace, monospace; font-size: 0.95em; }
        kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 0.3em; }
        .inline { display: inline-block; margin: 0.1rem 0.3rem 0.1rem 0; }
        .filter, .actions { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
        .stacked label { display: block; margin: 0.5rem 0; } .stacked textarea { display: block; width: 100%; }
        button, input, select, textarea { font: inherit; color: var(--text); background: var(--surface);
          border: 1px solid var(--line); border-radius: 4px; padding: 0.2rem 0.6rem; min-height: 28px; max-width: 100%; }
        button { cursor: pointer; }
        input[type="checkbox"] { width: 24px; height: 24px; min-height: 24px; vertical-align: middle; }
        figure { margin: 0.5rem 0; } figcaption { margin-bottom: 0.5rem; }
        svg { display: block; width: 100%; height: 6rem; background: var(--surface); }
        svg.timeline { height: 2rem; }
        svg rect { fill: var(--mark); } svg rect.waiting, svg rect.backoff { fill: var(--line); }
        svg rect.failed { fill: var(--bad); }
        @media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
        @media (max-width: 40rem) { .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 0.5rem; } }

        """
}
