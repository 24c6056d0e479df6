import ArgumentParser
import Foundation
import TaskStore

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
        let source = try database.open().store.file
        guard !FileManager.default.fileExists(atPath: file) else { throw Self.exists(file) }
        // Under another name until it is whole, so that nobody takes half a copy for a copy.
        let partial = file + ".partial-\(getpid())"
        let descriptor = unsafe open(partial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw AdminError(.refused, "\(SystemFailure("the copy '\(file)' cannot be made")); name another")
        }
        close(descriptor)
        defer { unsafe unlink(partial) }
        try Maintenance.copy(source, to: partial)
        // A link, since renaming would overwrite what somebody has put there meanwhile.
        guard unsafe link(partial, file) == 0 else {
            throw errno == EEXIST
                ? Self.exists(file)
                : AdminError(.refused, "\(SystemFailure("the copy cannot be called '\(file)'")); name another")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        print("copied \(ByteCount.text((attributes?[.size] as? NSNumber)?.int64Value ?? 0))")
    }

    private static func exists(_ file: String) -> AdminError {
        AdminError(.refused, "there is a file '\(file)' already, and it was left as it is; name another")
    }
}
