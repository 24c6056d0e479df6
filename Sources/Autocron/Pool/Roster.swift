import Synchronization

/// Which workers sleep, so that whoever commits a task can wake one of them directly.
///
/// A worker says that it sleeps after a claim has found nothing; a task that is committed between that claim and the
/// message finds nobody asleep. So a commit that meets a busy worker leaves a note, and a worker with a note is woken at
/// once when it says that it sleeps.
final class Roster: Sendable {
    private struct Place {
        var sender: FrameSender
        var isIdle = false
        var owesWake = true
    }

    private let places = Mutex<[Int: Place]>([:])

    /// A worker is ready.
    ///
    /// It claims by itself before it sleeps for the first time.
    func add(_ number: Int, sender: FrameSender) {
        places.withLock { $0[number] = Place(sender: sender) }
    }

    /// Those that have been woken, or have not said since that they sleep.
    var awake: Set<Int> {
        places.withLock { places in Set(places.filter { !$0.value.isIdle }.keys) }
    }

    func remove(_ number: Int) {
        places.withLock { $0[number] = nil }
    }

    /// A worker sleeps.
    func rest(_ number: Int) {
        places.withLock { places in
            guard var place = places[number] else { return }
            if place.owesWake {
                place.owesWake = false
                place.sender.send(.wake)
            } else {
                place.isIdle = true
            }
            places[number] = place
        }
    }

    /// Wakes workers.
    ///
    /// - Parameter count: how many tasks are due; as many workers are woken, if so many sleep.
    func wake(_ count: Int) {
        guard count > 0 else { return }
        places.withLock { places in
            var left = count
            for (number, place) in places {
                if place.isIdle, left > 0 {
                    places[number]?.isIdle = false
                    places[number]?.owesWake = false
                    place.sender.send(.wake)
                    left -= 1
                } else if !place.isIdle {
                    places[number]?.owesWake = true
                }
            }
        }
    }
}
