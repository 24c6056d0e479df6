import Autocron

@Delay(retries: 3, timeout: .seconds(30))
func task1(_ number: Int, name: String) async throws -> Delayed<String> {
    "\(name) \(number)"
}
