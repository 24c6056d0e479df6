// swift-tools-version: 6.3
import CompilerPluginSupport
import PackageDescription

// The library as in the root's `Sources`, which `measure` copies beside this file, with a plugin of one macro that
// needs swift-syntax instead of the library's own: a comparison thus measures the plugin alone.
let package = Package(
    name: "autocron",
    platforms: [.macOS(.v15)],
    products: [.library(name: "Autocron", targets: ["Autocron"])],
    // As in the library's own manifest, so that both can be built without it.
    traits: [.trait(name: "CommandLine"), .default(enabledTraits: ["CommandLine"])],
    dependencies: [.package(url: "https://github.com/swiftlang/swift-syntax", exact: "603.0.1")],
    targets: [
        .macro(
            name: "AutocronMacros",
            dependencies: [
                .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
                .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
            ],
            path: "Macros/AutocronMacros"
        ),
        .target(name: "CronSyntax"),
        .target(name: "CronSchedule", dependencies: ["CronSyntax"]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        .target(name: "CTaskRecords"),
        .target(name: "CPlatform"),
        .target(name: "Platform", dependencies: ["CPlatform"]),
        .target(name: "TaskModel", dependencies: ["Platform"]),
        .target(name: "WorkerFiles", dependencies: ["CPlatform", "Platform", "TaskModel"]),
        .target(name: "SQLiteStore", dependencies: ["CPlatform", "Platform", "TaskModel", "WorkerFiles", "CSQLite"]),
        .target(
            name: "Autocron",
            dependencies: [
                "AutocronMacros", "CronSyntax", "CronSchedule", "Platform", "TaskModel", "WorkerFiles", "SQLiteStore",
                "CTaskRecords", "CPlatform",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type == .regular && !["CTaskRecords", "CPlatform"].contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .strictMemorySafety(),
    ]
}
