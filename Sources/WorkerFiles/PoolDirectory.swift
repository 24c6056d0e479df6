import Foundation
package import Platform

/// The folder beside a database where the processes that use it meet: it contains the pool's lock, the pipe that wakes
/// the host, the page that they share, and the workers' slots.
package struct PoolDirectory: Equatable, Sendable {
    package let path: String
    /// The file or folder whose owner the processes trust.
    private let database: String

    package init(database: String) {
        self.database = database
        path = database + Self.suffix
    }

    /// - Parameter path: The folder, as a store names it; that of a database file has the file's name and ``suffix``.
    package init(path: String) {
        self.path = path
        database = path.hasSuffix(Self.suffix) ? String(path.dropLast(Self.suffix.count)) : path
    }

    /// The suffix of the database's name.
    package static let suffix = "-autocron"

    package var lock: String { path + "/pool.lock" }
    package var pipe: String { path + "/wake" }
    package var page: String { path + "/shared" }

    package func slot(named name: String) -> String { "\(path)/\(name).slot" }

    /// The file for the Swift runtime's report if the worker with this slot crashes.
    package func crashReport(named name: String) -> String { "\(path)/\(name).crash" }

    /// The names of all slots in the folder, of live and of dead workers.
    package func slotNames() -> [String] { names(endingIn: ".slot") }

    /// The names of all slots in the folder.
    ///
    /// - Throws: `SystemFailure` if the folder cannot be read, which does not mean that it is empty.
    package func listSlots() throws(SystemFailure) -> [String] {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: path)
            return names.filter { $0.hasSuffix(".slot") }.map { String($0.dropLast(".slot".count)) }.sorted()
        } catch {
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
            errno = (cause?.domain == NSPOSIXErrorDomain ? cause?.code : nil).map(Int32.init) ?? EIO
            throw SystemFailure("cannot read the folder '\(path)'")
        }
    }

    /// The names of the slots whose workers have left a crash report.
    package func crashReportNames() -> [String] { names(endingIn: ".crash") }

    private func names(endingIn suffix: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
    }

    /// Creates the folder, for this user alone, and the pipe in it.
    ///
    /// - Throws: `SystemFailure`, also if one of them exists and another user could control it.
    package func prepare() throws(SystemFailure) {
        if unsafe mkdir(path, 0o700) == 0 {
            Ownership.like(database, path)
        } else {
            guard errno == EEXIST else {
                throw SystemFailure("cannot make the folder '\(path)', which the workers need")
            }
            try check()
        }
        if unsafe mkfifo(pipe, 0o600) == 0 { return Ownership.like(path, pipe) }
        guard errno == EEXIST else { throw SystemFailure("cannot make the pipe '\(pipe)'") }
        try WakePipe.check(pipe)
    }

    /// Why the folder cannot be used; nil if it can, or does not exist yet.
    package var objection: SystemFailure? {
        do throws(SystemFailure) {
            try check()
            return nil
        } catch {
            return error.code == ENOENT ? nil : error
        }
    }

    /// Refuses a folder into which another user could put workers' files: forged results, or links through which a
    /// crash report would be written.
    private func check() throws(SystemFailure) {
        var information = stat()
        guard unsafe lstat(path, &information) == 0 else { throw SystemFailure("cannot look at the folder '\(path)'") }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            throw SystemFailure(refusing: "'\(path)' is not the folder it should be; remove it")
        }
        // The database's owner can change every task in any case.
        let owner = information.st_uid
        guard owner == geteuid() || owner == Ownership.owner(of: database)?.user else {
            throw SystemFailure(
                refusing: "the folder '\(path)' belongs to user \(owner), and this program runs as user \(geteuid()); "
                    + "run all programs on this database as one user, or end them and remove the folder"
            )
        }
        let mode = information.st_mode & 0o777
        guard mode & 0o022 == 0 else {
            throw SystemFailure(
                refusing:
                    "the folder '\(path)' can be written by other users (mode \(String(mode, radix: 8))), who could "
                    + "forge results in it; say 'chmod 700' if all in it is yours, else end the programs and remove it"
            )
        }
    }
}
