import Foundation

/// The course of the demo: what is killed when, what is told, and what is expected.
struct Demo {
    /// What comes next.
    private enum Stage: Equatable {
        case killWorker
        case awaitNextAttempt
        case killMachine
        case awaitRescue
    }

    private let north: Int32
    private let south: Int32
    private var stage = Stage.killWorker
    private var journal = Journal()
    private let start = ContinuousClock.now
    private var lastCount = ContinuousClock.now
    private var lastDeath = ContinuousClock.now
    private var waitAfterWorker = Duration.zero
    /// The longest of them.
    private var waitAfterMachine = Duration.zero

    init(north: Int32, south: Int32) {
        self.north = north
        self.south = south
    }

    /// Prints a line with the time since the beginning.
    func say(_ text: String) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(String(format: "%6.2f s  ", seconds) + text)
        fflush(nil)
    }

    /// Takes what a program says, and does what it is time for.
    mutating func hear(_ event: Event) {
        if let rescue = journal.take(event) { tell(rescue) }
        if ContinuousClock.now - lastCount >= .seconds(2) { count() }
        let counts = (journal.counts["north", default: 0], journal.counts["south", default: 0])
        switch (stage, event.kind) {
        case (.killWorker, .began) where event.machine == "north" && min(counts.0, counts.1) >= 5:
            kill([event.process])
            say("kill -9 \(event.process), a worker of north, in the middle of photo \(event.photo)")
            stage = .awaitNextAttempt
        case (.killMachine, .began) where ContinuousClock.now - lastDeath >= .seconds(2):
            let workers = journal.workers(of: "north")
            guard workers.count == 2 else { return }
            kill([north] + workers)
            say("kill -9 \(north) \(workers[0]) \(workers[1]): all that runs on north, in the middle of two photos")
            stage = .awaitRescue
        case (_, .finished):
            count()
            say("shop \(event.process) has all results, and ends")
            // Asks it to stop, as an operator would.
            Foundation.kill(south, SIGTERM)
        default: break
        }
    }

    private mutating func kill(_ processes: [Int32]) {
        // Stopped first, so that none of them sees another's end: a machine is gone at once, too.
        for signal in [SIGSTOP, SIGKILL] { processes.forEach { Foundation.kill($0, signal) } }
        processes.forEach { journal.kill($0) }
        lastDeath = .now
    }

    private mutating func tell(_ rescue: Journal.Rescue) {
        let wait = ContinuousClock.now - lastDeath
        let next = rescue.next
        say(
            "photo \(rescue.photo) begins again on \(next.machine) (process \(next.process)) as attempt \(next.number), "
                + String(format: "%.2f s after the death", wait / .seconds(1)))
        if stage == .awaitNextAttempt {
            waitAfterWorker = wait
            stage = .killMachine
        } else {
            waitAfterMachine = max(waitAfterMachine, wait)
        }
    }

    private mutating func count() {
        lastCount = .now
        let counts = ["north", "south"].map { "\($0) has done \(journal.counts[$0, default: 0])" }
        say("\(counts.joined(separator: ", ")), of \(journal.stored) stored photos")
    }

    /// Ends with what has come of it all, and fails if that is not as promised.
    func judge(stored: Int) {
        for fault in journal.faults { say(fault) }
        guard journal.faults.isEmpty else { fail("photos were developed twice at a time") }
        guard journal.stored == stored, journal.developed.count == stored, journal.running.isEmpty else {
            fail("\(stored - journal.developed.count) photos were lost")
        }
        guard stage == .awaitRescue, waitAfterMachine > .zero else { fail("no photo was begun again") }
        guard waitAfterWorker < .seconds(1), waitAfterMachine < .seconds(25) else {
            fail("a photo waited longer than promised: 1 s after a worker's death, 25 s after a machine's")
        }
        say("\(stored) photos were stored and \(stored) developed: none was lost, none was developed twice at a time")
    }
}
