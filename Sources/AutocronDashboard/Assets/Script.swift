/// The one script: pages follow what changes, and single keys act.
///
/// Everything can be read and done without it.
enum Script {
    static let text = #"""
        "use strict";
        // Pages come from this server, escaped; the policy is needed where the browser demands one.
        const policy = window.trustedTypes
          ? trustedTypes.createPolicy("autocron", { createHTML: (text) => text }) : { createHTML: (text) => text };
        const stored = (key, standard) => { try { return localStorage.getItem("autocron-" + key) ?? standard; }
          catch { return standard; } };
        const store = (key, value) => { try { localStorage.setItem("autocron-" + key, value); } catch { /* not kept */ } };

        // Colors
        const applyTheme = () => {
          const theme = stored("theme", "");
          if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
        };
        applyTheme();

        // Following what changes: every two seconds, every ten while nothing does, never in a hidden tab.
        const soon = 2000, later = 10000, hiddenFor = 30000;
        let tag = null, timer = null, unchanged = 0, hiddenSince = null;

        // What the reader uses stays as it is: focus, selection, marks, what is unfolded.
        const isInUse = (part) => {
          const selection = getSelection();
          return part.contains(document.activeElement) || part.querySelector("input:checked, details[open]") !== null
            || (selection && !selection.isCollapsed && part.contains(selection.anchorNode));
        };

        const show = (text) => {
          const page = new DOMParser().parseFromString(policy.createHTML(text), "text/html");
          let changed = false;
          for (const part of document.querySelectorAll("section[data-live]")) {
            const next = page.getElementById(part.id);
            if (!next || next.isEqualNode(part) || isInUse(part)) continue;
            if (part.id === "failures") announce(part, next);
            part.replaceWith(document.importNode(next, true));
            changed = true;
          }
          return changed;
        };

        const announce = (old, next) => {
          const newest = (part) => part.querySelector("tbody a");
          const link = newest(next);
          if (!link || link.getAttribute("href") === newest(old)?.getAttribute("href")) return;
          document.getElementById("announcements").textContent = "A task has failed: " + link.textContent;
        };

        const look = async () => {
          let changed = false;
          try {
            const response = await fetch(location.href, {
              headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", redirect: "error" });
            if (response.status === 200) {
              tag = response.headers.get("ETag");
              changed = show(await response.text());
            }
          } catch { /* the next look may succeed */ }
          unchanged = changed ? 0 : unchanged + 1;
          plan();
        };

        const isFollowing = () => document.body.dataset.live === "on" && stored("live", "on") === "on";
        const plan = () => {
          clearTimeout(timer);
          if (!isFollowing()) return;
          if (document.hidden && hiddenSince !== null && Date.now() - hiddenSince > hiddenFor) return;
          timer = setTimeout(look, unchanged > 5 ? later : soon);
        };
        document.addEventListener("visibilitychange", () => {
          hiddenSince = document.hidden ? Date.now() : null;
          if (!document.hidden) { unchanged = 0; plan(); }
        });

        // Words such as "5 s ago" stay right between two looks.
        const span = (seconds) => {
          if (seconds < 120) return Math.floor(seconds) + " s";
          if (seconds < 7200) return Math.floor(seconds / 60) + " min";
          if (seconds < 172800) return Math.floor(seconds / 3600) + " h";
          return Math.floor(seconds / 86400) + " d";
        };
        setInterval(() => {
          if (document.hidden || !isFollowing()) return;
          for (const time of document.querySelectorAll("time[data-relative]")) {
            const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
            if (!Number.isFinite(seconds) || Math.abs(seconds) > 63072000) continue;
            const words = Math.abs(seconds) < 1 ? "now" : seconds > 0 ? "in " + span(seconds) : span(-seconds) + " ago";
            if (time.textContent !== words) time.textContent = words;
          }
        }, 1000);

        // A button that stops all movement; it is made here, because without a script nothing moves.
        const footer = document.querySelector("footer");
        if (footer && document.body.dataset.live === "on") {
          const button = document.createElement("button");
          button.type = "button";
          const label = () => { button.textContent = isFollowing() ? "Stop following changes" : "Follow changes"; };
          button.addEventListener("click", () => {
            store("live", isFollowing() ? "off" : "on"); label(); unchanged = 0; plan(); });
          label();
          footer.append(button);
        }

        // Preferences
        const preferences = document.getElementById("preferences");
        if (preferences) {
          preferences.hidden = false;
          const theme = document.getElementById("theme"), keys = document.getElementById("keys-on");
          theme.value = stored("theme", "");
          theme.addEventListener("change", () => { store("theme", theme.value); applyTheme(); });
          keys.checked = stored("keys", "on") === "on";
          keys.addEventListener("change", () => store("keys", keys.checked ? "on" : "off"));
        }

        // Keys
        const rows = () => [...document.querySelectorAll("main tbody tr")];
        const current = () => document.querySelector("tr.current");
        const move = (step) => {
          const all = rows();
          if (!all.length) return;
          const index = all.indexOf(current());
          const next = all[Math.min(Math.max(index + step, 0), all.length - 1)];
          current()?.classList.remove("current");
          next.classList.add("current");
          next.querySelector("a, input, button")?.focus();
        };
        const prefix = document.querySelector('link[rel="stylesheet"]').getAttribute("href").replace(/\/style\.css$/, "");
        const pages = { o: "/", t: "/tasks", f: "/failures", s: "/cron", q: "/queues", w: "/workers", d: "/doctor" };
        let isGoing = false;

        document.addEventListener("keydown", (event) => {
          if (event.ctrlKey || event.altKey || event.metaKey || stored("keys", "on") !== "on") return;
          const target = event.target;
          if (target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea")) return;
          const key = event.key;
          if (isGoing) {
            isGoing = false;
            if (pages[key]) { event.preventDefault(); location.href = prefix + pages[key]; }
            return;
          }
          const act = {
            j: () => move(1), k: () => move(-1), g: () => { isGoing = true; },
            x: () => current()?.querySelector("input[type=checkbox]")?.click(),
            "/": () => document.getElementById("search")?.focus(), "?": () => { location.href = prefix + "/help"; },
            r: () => document.querySelector('button[data-key="r"]')?.click(),
            c: () => document.querySelector('button[data-key="c"]')?.click(),
          }[key];
          if (act) { event.preventDefault(); act(); }
        });

        plan();

        """#
}
