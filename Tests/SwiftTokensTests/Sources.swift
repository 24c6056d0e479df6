import Foundation

/// This project's own Swift files, which are as good a sample of Swift as any.
enum Sources {
    static let all: [(name: String, text: String)] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return ["Macros", "Sources", "Tests"].flatMap { files(below: root.appending(path: $0)) }
    }()

    private static func files(below folder: URL) -> [(name: String, text: String)] {
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .compactMap { file in
                (try? String(contentsOf: file, encoding: .utf8)).map { (file.lastPathComponent, $0) }
            }
            .sorted { $0.name < $1.name }
    }
}
