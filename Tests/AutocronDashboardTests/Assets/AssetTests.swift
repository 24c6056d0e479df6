import Foundation
import Testing

@testable import AutocronDashboard

@Suite("The style sheet and the script")
struct AssetTests {
    /// The contrast of two colors as WCAG defines it.
    private func contrast(_ one: UInt32, _ other: UInt32) -> Double {
        func luminance(_ color: UInt32) -> Double {
            func part(_ shift: UInt32) -> Double {
                let value = Double(color >> shift & 0xFF) / 255
                return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
            }
            return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
        }
        let (light, dark) = (max(luminance(one), luminance(other)), min(luminance(one), luminance(other)))
        return (light + 0.05) / (dark + 0.05)
    }

    @Test("Texts have a contrast of 4.5 to both backgrounds, and lines and bars one of 3", arguments: [true, false])
    func contrast(isLight: Bool) throws {
        let colors = (isLight ? Palette.light : .dark).colors
        #expect(contrast(0xFFFFFF, 0x000000) == 21)
        for ground in [Palette.Name.background, .surface] {
            let back = try #require(colors[ground])
            for name in [Palette.Name.text, .faint, .link, .good, .bad, .warning] {
                #expect(contrast(try #require(colors[name]), back) >= 4.5, "\(name) on \(ground)")
            }
            for name in [Palette.Name.line, .mark] {
                #expect(contrast(try #require(colors[name]), back) >= 3, "\(name) on \(ground)")
            }
        }
        #expect(colors.count == Palette.Name.allCases.count)
    }

    @Test("The style sheet uses the palette's colors alone, and loads nothing")
    func styleSheet() throws {
        let rules = StyleSheet.text.split(separator: "\n").filter { !$0.contains("--background:") }.joined(
            separator: "\n")
        #expect(!rules.contains("#"))
        #expect(!StyleSheet.text.contains("url(") && !StyleSheet.text.contains("@import"))
        for match in rules.matches(of: #/var\(--([a-z]+)\)/#) {
            #expect(Palette.Name(rawValue: String(match.1)) != nil, "\(match.1)")
        }
        #expect(StyleSheet.text.count { $0 == "{" } == StyleSheet.text.count { $0 == "}" })
        #expect(rules.contains("prefers-reduced-motion"))
    }

    @Test("The script is short, evaluates no text, and reads nothing from elsewhere")
    func script() {
        #expect(Script.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 250)
        #expect(Script.text.utf8.count <= 10_000)
        for word in ["innerHTML", "eval(", "document.write", "http:", "https:", "Function("] {
            #expect(!Script.text.contains(word), "\(word)")
        }
    }

    @Test("Both are served with their types")
    func served() async throws {
        let scene = try Scene()
        let style = await scene.get("/style.css")
        #expect(style.value(of: "Content-Type") == "text/css; charset=utf-8")
        #expect(style.text == StyleSheet.text)
        let script = await scene.get("/script.js", .viewer)
        #expect(script.value(of: "Content-Type") == "text/javascript; charset=utf-8")
        #expect(script.text == Script.text)
    }
}
