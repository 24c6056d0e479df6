/// What has happened to each photo, and whether it should have.
///
/// The programs write into one pipe, so their lines come in the order of the events, and no clock is asked.
struct Journal {
    /// An attempt that has begun, and of whose end nothing is known.
    struct Attempt: Equatable {
        var machine: String
        var process: Int32
        var number: Int
    }

    /// A photo that is begun again because its worker was killed.
    struct Rescue {
        var photo: Int
        var killed: Attempt
        var next: Attempt
    }

    private(set) var stored = 0
    private(set) var developed: Set<Int> = []
    /// How many photos each machine has developed.
    private(set) var counts: [String: Int] = [:]
    private(set) var running: [Int: Attempt] = [:]
    private(set) var killed: Set<Int32> = []
    /// What must not happen.
    private(set) var faults: [String] = []

    /// The live workers of a machine that are at work.
    func workers(of machine: String) -> [Int32] {
        running.values.filter { $0.machine == machine && !killed.contains($0.process) }.map(\.process)
    }

    /// Takes note of a death; what the process had said before may still come.
    mutating func kill(_ process: Int32) {
        killed.insert(process)
    }

    /// Takes note of what a program says.
    ///
    /// - Returns: Whether a photo is begun again.
    mutating func take(_ event: Event) -> Rescue? {
        switch event.kind {
        case .stored: stored += 1
        case .began(let number):
            let next = Attempt(machine: event.machine, process: event.process, number: number)
            guard let last = running.updateValue(next, forKey: event.photo) else { return nil }
            if killed.contains(last.process) { return Rescue(photo: event.photo, killed: last, next: next) }
            faults.append("photo \(event.photo) was begun by \(next.process) while \(last.process) was at it")
        case .ended:
            if running.removeValue(forKey: event.photo)?.process != event.process {
                faults.append("photo \(event.photo) was ended by \(event.process), which was no longer at it")
            }
            developed.insert(event.photo)
            counts[event.machine, default: 0] += 1
        case .finished: break
        }
        return nil
    }
}
