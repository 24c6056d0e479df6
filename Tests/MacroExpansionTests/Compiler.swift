import Foundation

/// The real compiler with the plugin that was just built.
struct Compiler {
    private let products: URL
    private let swiftc: URL

    struct Missing: Error {
        let what: String
    }

    init() throws {
        self.products = try Self.findProducts()
        self.swiftc = try Self.findOnPath("swiftc")
    }

    /// The plugin's executable.
    var plugin: URL {
        products.appending(path: "AutocronMacros-tool")
    }

    /// The folder with the plugin, above whatever runs the tests.
    private static func findProducts() throws -> URL {
        let starts = CommandLine.arguments + Bundle.allBundles.map(\.bundlePath)
        for start in starts {
            var folder = URL(filePath: start).standardizedFileURL
            for _ in 0..<5 {
                folder.deleteLastPathComponent()
                if isExecutable(folder.appending(path: "AutocronMacros-tool")) { return folder }
            }
        }
        throw Missing(what: "AutocronMacros-tool")
    }

    private static func findOnPath(_ name: String) throws -> URL {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        let files = folders.map { URL(filePath: String($0)).appending(path: name) }
        guard let file = files.first(where: isExecutable) else { throw Missing(what: name) }
        return file
    }

    private static func isExecutable(_ file: URL) -> Bool {
        FileManager.default.isExecutableFile(atPath: file.path)
    }

    /// Where the toolchain's `bin` and `lib` are.
    var toolchain: URL {
        swiftc.resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Compiles a file, and returns what the compiler says.
    func compile(_ source: String, _ options: [String]) async throws -> (status: Int32, output: String) {
        try await run(source, ["-c", "tasks.swift", "-o", "tasks.o"] + commonOptions + options)
    }

    /// Checks a file without making code, also one that holds tests, and returns what the compiler says.
    func check(_ source: String, _ options: [String]) async throws -> (status: Int32, output: String) {
        let testing = toolchain.appending(path: "lib/swift/host/plugins/testing").path
        return try await run(source, ["-typecheck", "tasks.swift", "-plugin-path", testing] + commonOptions + options)
    }

    /// On a thread of its own: the tests that run meanwhile need those which Swift's tasks share.
    private func run(_ source: String, _ arguments: [String]) async throws -> (status: Int32, output: String) {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try runHere(source, arguments) })
            }
        }
    }

    private func runHere(_ source: String, _ arguments: [String]) throws -> (status: Int32, output: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "autocron-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(source.utf8).write(to: folder.appending(path: "tasks.swift"))
        let process = Process()
        let pipe = Pipe()
        process.executableURL = swiftc
        process.currentDirectoryURL = folder
        process.arguments = arguments
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private var commonOptions: [String] {
        return [
            "-swift-version", "6", "-parse-as-library", "-warnings-as-errors", "-module-name", "App",
            "-I", products.appending(path: "Modules").path, "-load-plugin-executable", "\(plugin.path)#AutocronMacros",
        ] + moduleMaps.flatMap { ["-Xcc", "-fmodule-map-file=\($0.path)"] }
    }

    /// The C modules that the library is made of.
    private var moduleMaps: [URL] {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources")
        let targets = (try? FileManager.default.contentsOfDirectory(atPath: sources.path)) ?? []
        return targets.filter { $0.hasPrefix("C") }.sorted().compactMap { target in
            let folder = sources.appending(path: target)
            let candidates = [
                folder.appending(path: "module.modulemap"), folder.appending(path: "include/module.modulemap"),
                products.appending(path: "\(target).build/module.modulemap"),
            ]
            return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
        }
    }
}
