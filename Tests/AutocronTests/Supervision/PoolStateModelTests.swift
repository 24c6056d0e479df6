import TaskModel
import TestSupport
import Testing
import WorkerFiles

@testable import Autocron
@testable import Platform

/// Any events in any order, and what must hold after each of them.
@Suite("Any life of a pool's workers")
struct PoolStateModelTests {
    /// The processes as the system would have them, beside what the pool believes.
    private struct Model {
        var pool: PoolState
        var random: SeededGenerator
        var now: MonotonicTime = 0
        var size: Int
        var isStopping = false
        /// The workers that have a process, and whether they have been killed.
        var processes: [Int: Bool] = [:]
        var retired: Set<Int> = []

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            size = Int.random(in: 0...4, using: &random)
            pool = PoolState(size: size, startTimeout: .seconds(5))
        }

        mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

        /// Does what the pool wants done.
        mutating func act() {
            for action in pool.due(now: now) {
                #expect(!isStopping)
                switch action {
                case .spawn(let index):
                    #expect(processes[index] == nil, "one process at a time has an index")
                    guard !chance(10) else {
                        _ = pool.failedToSpawn(index, now: now)
                        continue
                    }
                    guard !chance(20) else {
                        pool.awaitSlot(index)
                        continue
                    }
                    processes[index] = false
                    pool.spawned(index, now: now)
                case .kill(let index):
                    #expect(processes[index] == false, "a process is killed once")
                    #expect(pool[index]?.isStarting == true)
                    processes[index] = true
                    if pool[index]?.isRetired == true { retired.insert(index) }
                case .retire(let index):
                    #expect(processes[index] != nil, "there is a process to retire")
                    let isNew = retired.insert(index).inserted
                    #expect(isNew, "a process is retired once")
                }
            }
        }

        /// Lets something happen.
        mutating func step() {
            now = now + .milliseconds(Int.random(in: 0...3_000, using: &random))
            let index = processes.keys.sorted().randomElement(using: &random) ?? 0
            let attempt = AttemptID(row: Int64.random(in: 1...3, using: &random), claimNumber: 1)
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<30: pool.ready(index, now: now)
            case 30..<45: end(index)
            case 45..<60:
                let killAt = chance(20) ? .distantFuture : now + .milliseconds(Int.random(in: 0...500, using: &random))
                pool.reportedBusy(index, PoolMessage.KillDeadline(attempt: attempt, killAt: killAt), stopReason: .none)
            case 60..<65: pool.forgetAttempt(index)
            case 65..<70: pool.slotsAreMade()
            case 70..<80:
                let awake = Set(processes.keys.filter { _ in chance(50) })
                let record = SlotRecord(attempt: attempt, started: 1)
                let stalled = pool.pollStalls(among: awake, now: now) { _ in record }
                #expect(stalled.keys.allSatisfy { awake.contains($0) && pool[$0]?.isBusy == false })
            case 80..<90:
                for index in processes.keys { killIfOverdue(index) }
            case 90..<98:
                size = Int.random(in: 0...4, using: &random)
                pool.resize(to: size, startTimeout: .seconds(5))
            default:
                guard chance(10) else { return }
                isStopping = true
                pool.stop()
            }
        }

        mutating func end(_ index: Int) {
            guard processes.removeValue(forKey: index) != nil else { return }
            let wasRetired = retired.remove(index) != nil
            let exitKind = pool.ended(index, now: now, hasWorked: chance(50))
            if wasRetired { #expect(exitKind == .expected) }
        }

        mutating func killIfOverdue(_ index: Int) {
            guard let reason = pool.overdue(index, now: now) else { return }
            #expect(processes[index] == false)
            #expect(pool.kill(index, for: reason) == true)
            processes[index] = true
        }

        /// What holds whenever the pool has been asked for actions.
        mutating func check() {
            #expect(Set(pool.living.map(\.index)) == Set(processes.keys))
            for (index, life) in pool.living {
                #expect(life.wasKilled == processes[index])
                #expect(life.isRetired == retired.contains(index))
            }
            // Nothing is left to do now, and nothing before the time that the pool names.
            var same = pool
            #expect(same.due(now: now) == [])
            #expect(same == pool)
            var later = pool
            if let next = pool.next {
                #expect(next > now)
                #expect(later.due(now: next - .nanoseconds(1)) == [])
                #expect(later.due(now: next) != [])
            } else {
                #expect(later.due(now: .distantFuture) == [])
            }
            if let next = pool.nextOverdue, next > now {
                #expect(processes.keys.allSatisfy { pool.overdue($0, now: next - .nanoseconds(1)) == nil })
            }
            guard !isStopping else { return }
            // Those that are wanted: there are too many only where a killed one has yet to die.
            let wanted = pool.living.filter { !$0.life.isRetired }
            let dying = wanted.filter { $0.life.isStarting && $0.life.wasKilled }
            #expect(wanted.count <= max(size, dying.count))
            if wanted.count + pool.awaitingSlots < size { #expect(pool.next != nil) }
        }
    }

    @Test("Each process is started, killed and retired once, and there are as many as are wanted", arguments: 1...40)
    func anyEvents(seed: Int) {
        var model = Model(seed: UInt64(seed))
        for _ in 0..<300 {
            model.act()
            model.check()
            model.step()
        }
    }

    @Test("Once nothing else happens, the pool has exactly the workers that are wanted", arguments: 1...40)
    func settles(seed: Int) {
        var model = Model(seed: UInt64(seed))
        for _ in 0..<100 {
            model.act()
            model.step()
        }
        guard !model.isStopping else { return }
        // Those that were told to end do so, and those that start become ready.
        for _ in 0..<200 {
            model.act()
            model.pool.slotsAreMade()
            for (index, isKilled) in model.processes where isKilled || model.retired.contains(index) {
                model.end(index)
            }
            for index in model.processes.keys { model.pool.ready(index, now: model.now) }
            model.now = max(model.now, model.pool.next ?? model.now)
        }
        #expect(model.processes.count == model.size)
        #expect(model.pool.next == nil)
    }
}
