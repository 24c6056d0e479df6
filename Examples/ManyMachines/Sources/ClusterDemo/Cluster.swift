import Foundation
import Synchronization

/// The programs of the demo, which speak into one pipe.
struct Cluster {
    private let pipe = Pipe()
    private let database: String
    private let folder: URL
    private var signals: [any DispatchSourceSignal] = []

    /// - Parameters:
    ///   - database: The connection string.
    ///   - folder: Where the machines have their folders of state.
    init(database: String, folder: String) {
        self.database = database
        self.folder = URL(filePath: folder)
    }

    /// Starts a program on a machine.
    ///
    /// - Parameters:
    ///   - machine: The machine's name.
    ///   - arguments: What the program does there.
    /// - Returns: The program's process.
    func start(_ machine: String, _ arguments: String...) throws -> Int32 {
        let program = Process()
        program.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "ManyMachines")
        program.arguments = [machine] + arguments
        program.environment = ProcessInfo.processInfo.environment.merging([
            "DATABASE_URL": database,
            // This makes it another machine: processes meet in this folder, and know of others by the database alone.
            "XDG_STATE_HOME": folder.appending(path: machine).path,
        ]) { $1 }
        program.standardInput = FileHandle.nullDevice
        program.standardOutput = pipe.fileHandleForWriting
        program.terminationHandler = { program in
            started.withLock { _ = $0.remove(program.processIdentifier) }
            // Only the demo itself sends that signal.
            let isWell = program.terminationStatus == 0 || program.terminationStatus == SIGKILL
            if !isWell { fail("the program on \(machine) ended with \(program.terminationStatus)") }
        }
        try program.run()
        started.withLock { _ = $0.insert(program.processIdentifier) }
        return program.processIdentifier
    }

    /// Goes on once all programs are started: ends them with this one, and after a time at the latest.
    mutating func complete(within limit: TimeInterval) throws {
        try pipe.fileHandleForWriting.close()
        // A terminal sends its signals to this process alone. Not before: programs inherit what is ignored.
        signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { fail("ended by a signal") }
            source.resume()
            return source
        }
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: limit)
            fail("not over within \(Int(limit)) seconds")
        }
    }

    /// Reads what the programs say, until the last of them has ended.
    func listen(_ hear: (Event) -> Void) {
        var text = Data()
        while true {
            let more = pipe.fileHandleForReading.availableData
            if more.isEmpty { return }
            text += more
            while let end = text.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: text[..<end], as: UTF8.self)
                text = Data(text[text.index(after: end)...])
                if let event = Event(line) { hear(event) } else { print(line) }
            }
        }
    }
}

/// The programs that were started and have not ended.
private let started = Mutex<Set<Int32>>([])

/// Ends the demo and its programs; their workers end by themselves.
func fail(_ reason: String) -> Never {
    // With the lock to the end: what follows from the ends of the programs is no reason of its own.
    started.withLock {
        for process in $0 { kill(process, SIGKILL) }
        FileHandle.standardError.write(Data("cluster-demo: \(reason)\n".utf8))
        exit(1)
    }
}
