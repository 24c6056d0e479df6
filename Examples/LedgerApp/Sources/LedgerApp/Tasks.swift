import Autocron
import Foundation

/// Runs in a worker, after the transfer is committed; never for one that was rolled back.
@Delay(retries: 3)
func writeReceipt(for transfer: Transfer) throws -> Delayed<String> {
    let text = "receipt for \(transfer.amount) from \(transfer.from) to \(transfer.to)"
    let path = CommandLine.arguments.dropFirst().first ?? "ledger.db"
    try Ledger.open(path).keepReceipt(text, for: transfer)
    return text
}
