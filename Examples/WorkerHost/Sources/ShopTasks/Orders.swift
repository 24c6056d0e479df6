import Autocron
import Foundation

package struct Order: Codable, Sendable {
    package var number: Int
    package var customer: String

    package init(number: Int, customer: String) {
        self.number = number
        self.customer = customer
    }
}

/// Makes an order's invoice; the email with it is a task of its own, so that a mail server that is down does not cause
/// a second invoice.
@Delay(retries: 3, backoff: .exponential(from: .seconds(2), upTo: .seconds(60)), unique: .untilFinished)
package func invoice(_ order: Order) async throws -> Delayed<String> {
    say("writing the invoice of order \(order.number)")
    let file = "invoice-\(order.number).pdf"
    try await mail(file, to: order.customer)
    return file
}

@Delay(retries: 10, queue: "mail")
func mail(_ file: String, to customer: String) async throws {
    say("mailing \(file) to \(customer)")
}

@Cron("0 7 * * MON-FRI", timeZone: "Europe/Berlin")
func sendDailyFigures() {
    say("sending the daily figures")
}

package func say(_ text: String) {
    let line = "process \(ProcessInfo.processInfo.processIdentifier): \(text)\n"
    try? FileHandle.standardOutput.write(contentsOf: Data(line.utf8))
}
