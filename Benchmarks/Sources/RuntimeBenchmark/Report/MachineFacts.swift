import Foundation

/// The machine that the figures were measured on.
struct MachineFacts: Codable {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let system = ProcessInfo.processInfo.operatingSystemVersionString
    let sqlite = BareDatabase.sqliteVersion
    let measured = Date()
    let isReleaseBuild = Self.isOptimized

    private static var isOptimized: Bool {
        #if DEBUG
        false
        #else
        true
        #endif
    }

    enum CodingKeys: CodingKey {
        case processors, system, sqlite, measured, isReleaseBuild
    }
}
