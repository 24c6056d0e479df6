import Foundation

/// The folder beside a database in which the processes that use it meet: the pool's lock, the pipe that wakes its
/// holder, and the workers' slots.
package struct PoolDirectory: Equatable, Sendable {
    package let path: String

    package init(database: DatabaseFile) {
        path = database.path + "-autocron"
    }

    package var lock: String { path + "/pool.lock" }
    package var pipe: String { path + "/wake" }

    package func slot(named name: String) -> String { "\(path)/\(name).slot" }

    /// Where the Swift runtime puts its report when the worker with this slot crashes.
    package func crashReport(named name: String) -> String { "\(path)/\(name).crash" }

    /// The names of all slots that lie here, of living and of dead workers.
    package func slotNames() -> [String] { names(endingIn: ".slot") }

    /// The names of the slots whose workers have left a report of their crash.
    package func crashReportNames() -> [String] { names(endingIn: ".crash") }

    private func names(endingIn suffix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
    }

    /// Makes the folder, for this user alone, and the pipe in it.
    ///
    /// - Throws: `SystemFailure`.
    package func prepare() throws(SystemFailure) {
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw SystemFailure("cannot make the folder '\(path)', which the workers need")
        }
        if unsafe mkfifo(pipe, 0o600) == 0 { return }
        guard errno == EEXIST else { throw SystemFailure("cannot make the pipe '\(pipe)'") }
        var information = stat()
        guard unsafe lstat(pipe, &information) == 0, information.st_mode & S_IFMT == S_IFIFO else {
            errno = EEXIST
            throw SystemFailure("'\(pipe)' is not the pipe it should be; remove it")
        }
    }
}
