/// The two databases of one measure: one for Autocron, one for the yardstick.
struct Site: Sendable {
    let autocron: String
    let bare: String
    /// The number of future tasks stored in each.
    let future: Int
}
