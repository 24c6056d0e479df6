import ArgumentParser
import Foundation
import Inspection
import InspectionModel
import Platform
import TaskModel

/// The command `autocron backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Write a consistent copy of a database, which may be in use meanwhile."
    )

    @OptionGroup var database: DatabaseArgument

    @Argument(
        help: ArgumentHelp("The copy; an existing file is not overwritten.", valueName: "file"), completion: .file()
    )
    var file: String

    func run() throws {
        let source = try AdminDatabase.file(database.path, onServer: "use 'pg_dump' with the schema's name")
        try source.check()
        try refuse(source)
        // Absolute, because a relative path could be parsed as a URI.
        let path = URL(fileURLWithPath: file).path
        guard !FileManager.default.fileExists(atPath: path) else { throw Self.exists(file) }
        // The copy has another name until it is complete, so that a partial one is never mistaken for a backup.
        let partial = path + ".partial-\(getpid())"
        try make(partial)
        defer { unsafe unlink(partial) }
        try source.copy(to: partial)
        // Renaming replaces an existing file, so the name is reserved first. A hard link would not replace one, but not
        // every file system has hard links.
        try make(path)
        guard unsafe rename(partial, path) == 0 else {
            let failure = SystemFailure("the copy cannot be called '\(file)'")
            unsafe unlink(path)
            throw AdminError(.refused, "\(failure)")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        print("copied \(ByteCount.text((attributes?[.size] as? NSNumber)?.int64Value ?? 0))")
    }

    private func refuse(_ source: any StoreFileMaintenance) throws {
        do throws(StoreError) {
            try source.checkName(ofCopy: file)
        } catch {
            throw AdminError(.usage, error.description)
        }
    }

    /// Creates an empty file; fails if one exists.
    private func make(_ path: String) throws {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno != EEXIST else { throw Self.exists(file) }
            throw AdminError(.refused, "\(SystemFailure("the copy '\(file)' cannot be made"))")
        }
        close(descriptor)
    }

    private static func exists(_ file: String) -> AdminError {
        AdminError(.refused, "there is a file '\(file)' already, and it was left as it is; name another")
    }
}
