import Autocron
import TestMessages

@Delay(name: "mail.send")
func sendMail() {}

@Delay(name: "mail.send")
func sendLetter() {}

/// Cannot start, and tells why.
@main
struct DuplicateTestApp {
    static func main() async {
        do {
            _ = try await Autocron.start(CommandLine.arguments[1])
        } catch {
            report(TestEvent(.refused, value: error.code.rawValue, text: "\(error)"))
        }
    }
}
