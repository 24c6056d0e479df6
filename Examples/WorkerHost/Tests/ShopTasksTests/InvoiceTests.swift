import AutocronTesting
import Foundation
import ShopTasks
import Testing

struct InvoiceTests {
    @Test func invoiceIsMailed() async throws {
        try await Autocron.testing(recurring: .none) { pool in
            let file = try await invoice(Order(number: 7, customer: "ada@example.org")).value
            #expect(file == "invoice-7.pdf")

            let mail = try #require(try pool.waiting.first)
            #expect(mail.name == "ShopTasks.mail(_:to:)")
            #expect(mail.queue == "mail")
            #expect(try mail.argument("customer") == "ada@example.org")
            try await pool.drain()
        }
    }

    @Test func oneInvoiceAnOrder() async throws {
        try await Autocron.testing(recurring: .none) { pool in
            let order = Order(number: 7, customer: "ada@example.org")
            let first = try await invoice(order)
            let second = try await invoice(order)
            #expect(first == second)
            #expect(try pool.enqueued.count == 1)
        }
    }

    @Test func figuresOnWorkingDays() async throws {
        // From a Friday to a Tuesday, 06:00 UTC in summer.
        let friday = try Date("2026-07-17T06:00:00Z", strategy: .iso8601)
        try await Autocron.testing(from: friday, recurring: .only(["ShopTasks.sendDailyFigures()"])) { pool in
            try await pool.advance(by: .seconds(4 * 86_400))
            let days = try pool.enqueued.compactMap { $0.scheduledAt?.formatted(.iso8601.year().month().day()) }
            #expect(days == ["2026-07-20", "2026-07-21"])
        }
    }
}
