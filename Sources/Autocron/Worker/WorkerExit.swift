import CPlatform
import Foundation
import Platform

/// How a worker process ends.
enum WorkerExit {
    /// Ends this process, without the program's own exit handlers: they belong to the application, which may still run.
    static func clean(killingGroup: Bool) -> Never {
        autocron_flush_output()
        StandardErrorPump.finish()
        // Programs that tasks have started must not outlive a worker whose application is no longer there to end them.
        if killingGroup {
            Descendants.signal(Descendants.of(getpid()), SIGKILL)
            kill(0, SIGKILL)
        }
        _exit(0)
    }

    /// Ends this process because it cannot do its work.
    static func failure() -> Never {
        autocron_flush_output()
        StandardErrorPump.finish()
        _exit(70)
    }

    /// Ends this process and all that it started: asks them first, then kills them.
    static func killProcessGroup() -> Never {
        StandardErrorPump.finish()
        // This process is in the group too, and must survive the signal to do the rest.
        signal(SIGTERM, SIG_IGN)
        let started = Descendants.of(getpid())
        Descendants.signal(started, SIGTERM)
        kill(0, SIGTERM)
        // A moment for programs to clean up, shorter than ``PoolState/slack``.
        usleep(20_000)
        Descendants.signal(started, SIGKILL)
        kill(0, SIGKILL)
        _exit(137)
    }
}
