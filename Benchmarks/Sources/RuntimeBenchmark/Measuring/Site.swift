/// The two databases of one measure: one for Autocron, one for the yardstick.
struct Site: Sendable {
    let autocron: String
    let bare: String
    /// How many tasks of the future are stored in each.
    let future: Int
}
