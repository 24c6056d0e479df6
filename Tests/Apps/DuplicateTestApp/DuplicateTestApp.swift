import Autocron
import Foundation

@Delay(name: "mail.send")
func sendMail() {}

@Delay(name: "mail.send")
func sendLetter() {}

/// Cannot start, and says why.
@main
struct DuplicateTestApp {
    static func main() async {
        do {
            _ = try await Autocron.start(CommandLine.arguments[1])
        } catch {
            print("refused", error)
        }
    }
}
