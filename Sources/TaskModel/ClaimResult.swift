/// What one claim found.
package struct ClaimResult: Equatable, Sendable {
    /// The tasks, now running in the claimant's slot.
    package var tasks: [ClaimedTask] = []
    /// Tasks that were parked because this build does not know their name.
    package var parked: [TaskID] = []
    /// How many tasks were held because their function is paused, and released because it no longer is.
    package var held = 0
    package var released = 0
    /// Whether more tasks may be due although none was found: the claim spent its budget on others.
    package var mayHaveMore = false
    /// How many due tasks it had locked and left, so that other claims passed over them meanwhile and found nothing.
    package var left = 0
    /// Input for the claimant's next claim.
    package var rotation: QueueRotation

    package init(rotation: QueueRotation) {
        self.rotation = rotation
    }
}
