/// A recurring function's policies for missed and overlapping runs, as its attribute spells them.
///
/// Only the program itself applies them; they are stored for tools.
package struct SchedulePolicies: Equatable, Sendable {
    package var missed: String?
    package var overlap: String?

    package init(missed: String? = nil, overlap: String? = nil) {
        self.missed = missed
        self.overlap = overlap
    }
}
