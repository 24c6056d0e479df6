// swift-tools-version: 6.3
import CompilerPluginSupport
import PackageDescription

let package = Package(
    name: "autocron",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Autocron", targets: ["Autocron"]),
        .library(name: "AutocronTesting", targets: ["AutocronTesting"]),
        .executable(name: "autocron", targets: ["AutocronAdmin"]),
    ],
    traits: [
        .trait(
            name: "CommandLine",
            description: "The command 'autocron', which needs swift-argument-parser; the library alone needs nothing."
        ),
        .trait(
            name: "PostgreSQL",
            description: "Tasks in a PostgreSQL database that many machines share; needs libpq, the server's C library."
        ),
        .default(enabledTraits: ["CommandLine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // What the compiler talks to: three stages, each knowing nothing of the next one's concern.
        .target(name: "PluginMessaging", path: "Macros/PluginMessaging"),
        .target(name: "SwiftTokens", path: "Macros/SwiftTokens"),
        .target(
            name: "MacroExpansion",
            dependencies: ["PluginMessaging", "SwiftTokens", "CronSyntax"],
            path: "Macros/MacroExpansion"
        ),
        // The executable alone: a test that depended on it would make SwiftPM build the whole package a second time,
        // for the host, together with every test.
        .macro(
            name: "AutocronMacros",
            dependencies: ["MacroExpansion", "PluginMessaging"],
            path: "Macros/AutocronMacros"
        ),

        // What runs: the arrows of the dependencies are the arrows of the data.
        // The plugin builds this once more, for itself; so the search for instants is a module on top of it.
        .target(name: "CronSyntax"),
        .target(name: "CronSchedule", dependencies: ["CronSyntax"]),
        // For the command line alone, as is StoreAdministration: what a program does not need is not built with it.
        .target(name: "CronEnglish", dependencies: ["CronSyntax"]),
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite3"])]
        ),
        .target(name: "CTaskRecords"),
        .target(name: "CPlatform"),
        // Swift over the systems; knows no tasks.
        .target(name: "Platform", dependencies: ["CPlatform"]),
        // Values that application, worker, store and command line share.
        .target(name: "TaskModel", dependencies: ["Platform"]),
        // The files beside the database. The library and the command line read them, whatever the store is.
        .target(name: "WorkerFiles", dependencies: ["CPlatform", "Platform", "TaskModel"]),
        // All that is SQLite's own affair.
        .target(name: "SQLiteStore", dependencies: ["CPlatform", "Platform", "TaskModel", "WorkerFiles", "CSQLite"]),
        .systemLibrary(
            name: "CPostgres",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
        ),
        // All that is PostgreSQL's own affair; empty without the trait.
        .target(
            name: "PostgresStore",
            dependencies: [
                "Platform", "TaskModel", .target(name: "CPostgres", condition: .when(traits: ["PostgreSQL"])),
            ]),
        // The one place that knows which kinds of store there are.
        .target(
            name: "StoreOpening",
            dependencies: [
                "TaskModel", "SQLiteStore",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
            ]),
        // What only tools read and steer, as values and protocols. Programs do not build it, nor what stands on it.
        .target(name: "InspectionModel", dependencies: ["Platform", "TaskModel"]),
        .target(
            name: "StoreAdministration",
            dependencies: ["Platform", "TaskModel", "InspectionModel", "WorkerFiles", "SQLiteStore"]),
        // The same of a PostgreSQL store; empty without the trait.
        .target(
            name: "PostgresAdministration",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .target(
            name: "Autocron",
            dependencies: [
                "Platform", "TaskModel", "WorkerFiles", "StoreOpening", "AutocronMacros", "CronSyntax", "CronSchedule",
                "CTaskRecords", "CPlatform",
            ]
        ),
        // What a user's tests have in place of worker processes.
        .target(
            name: "AutocronTesting",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "Autocron", "StoreOpening", "StoreAdministration",
            ]),
        // What the command line and a dashboard read and steer, whatever the store is. Programs do not build it.
        .target(
            name: "Inspection",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "WorkerFiles", "CronSyntax", "CronSchedule", "CronEnglish",
            ]),
        // The web dashboard: a function from request to response that knows no HTTP library.
        .target(
            name: "AutocronDashboard", dependencies: ["Platform", "TaskModel", "InspectionModel", "Inspection"]),
        // The command line is a library with a `main` of its own: a test cannot be sure of an executable's module.
        .target(
            name: "AdminCommands",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "WorkerFiles", "Inspection",
                "StoreOpening", "StoreAdministration", "CronSyntax", "CronSchedule", "CronEnglish", "CPlatform",
                .target(name: "PostgresAdministration", condition: .when(traits: ["PostgreSQL"])),
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"])
                ),
            ],
            exclude: ["JSON.md", "ComingFromPython.md"]
        ),
        .executableTarget(name: "AutocronAdmin", dependencies: ["AdminCommands"]),

        // What several test targets need.
        // What tests and their programs say to each other; in the programs there is no testing library.
        .target(name: "TestMessages", path: "Tests/TestMessages"),
        .target(
            name: "TestSupport",
            dependencies: [
                "CSQLite", "Platform", "TestMessages",
                .target(name: "CPostgres", condition: .when(traits: ["PostgreSQL"])),
            ],
            path: "Tests/TestSupport"),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport", "TestMessages"]),
        .testTarget(name: "PluginMessagingTests", dependencies: ["PluginMessaging"]),
        .testTarget(name: "SwiftTokensTests", dependencies: ["SwiftTokens", "TestSupport"]),
        .testTarget(
            name: "MacroExpansionTests",
            // The documents' examples are compiled with the modules that are not used here.
            dependencies: ["MacroExpansion", "PluginMessaging", "SwiftTokens", "Autocron", "AutocronTesting"],
            exclude: ["Documents/Preludes"]
        ),
        .testTarget(name: "CronSyntaxTests", dependencies: ["CronSyntax"]),
        // Readings are compared with the instants that the search finds.
        .testTarget(
            name: "CronScheduleTests", dependencies: ["CronSyntax", "CronSchedule", "CronEnglish", "TestSupport"],
            resources: [.copy("Resources")]
        ),
        .testTarget(name: "PlatformTests", dependencies: ["TestSupport", "Platform"]),
        .testTarget(name: "TaskModelTests", dependencies: ["TestSupport", "Platform", "TaskModel"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "Platform", "TaskModel", "WorkerFiles", "SQLiteStore", "InspectionModel", "StoreAdministration",
                "Inspection",
                "TestSupport",
            ]),
        .testTarget(
            name: "AutocronDashboardTests",
            dependencies: [
                "Platform", "TaskModel", "WorkerFiles", "SQLiteStore", "InspectionModel", "StoreAdministration",
                "Inspection", "AutocronDashboard", "TestSupport",
            ]),
        .testTarget(name: "WorkerFilesTests", dependencies: ["TestSupport", "Platform", "WorkerFiles"]),
        // One suite for every kind of store, by the verbs of `TaskStore` alone.
        .testTarget(
            name: "StoreConformanceTests",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "StoreOpening", "StoreAdministration", "TestSupport",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
                .target(name: "PostgresAdministration", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "WorkerFiles", "SQLiteStore",
                "StoreAdministration", "CSQLite", "TestSupport",
            ]),
        // Empty without the trait; Scripts/postgres starts the server.
        .testTarget(
            name: "PostgresStoreTests",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "TestSupport",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
                .target(name: "PostgresAdministration", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .testTarget(
            name: "AutocronTests",
            dependencies: [
                "Platform", "TaskModel", "WorkerFiles", "Autocron", "CronSchedule", "SQLiteStore", "StoreOpening",
                "StoreAdministration", "CPlatform", "TestSupport",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .testTarget(
            name: "AutocronTestingTests",
            dependencies: [
                "Platform", "TaskModel", "InspectionModel", "StoreAdministration", "Autocron",
                "AutocronTesting", "SQLiteStore",
                "TestSupport",
            ]),

        // Under a test runner our own executable is the runner, so processes are tested through programs of their own.
        .executableTarget(
            name: "TestApp", dependencies: ["Autocron", "CSQLite", "TestMessages"], path: "Tests/Apps/TestApp"),
        .executableTarget(
            name: "CronTestApp", dependencies: ["Autocron", "TestMessages"], path: "Tests/Apps/CronTestApp"),
        .executableTarget(
            name: "ManySchedulesApp", dependencies: ["Autocron", "TestMessages"], path: "Tests/Apps/ManySchedulesApp"),
        .executableTarget(
            name: "BlockingTestApp", dependencies: ["Autocron", "TestMessages"], path: "Tests/Apps/BlockingTestApp"),
        .executableTarget(
            name: "DuplicateTestApp", dependencies: ["Autocron", "TestMessages"], path: "Tests/Apps/DuplicateTestApp"),
        .testTarget(
            name: "ProcessTests",
            dependencies: [
                "Platform", "TaskModel", "WorkerFiles",
                "SQLiteStore", "StoreAdministration", "CSQLite", "CPlatform", "TestMessages", "TestSupport", "TestApp",
                "CronTestApp", "ManySchedulesApp", "BlockingTestApp",
                "DuplicateTestApp",
            ]
        ),
        // Programs of several machines on one server.
        .testTarget(
            name: "ManyMachinesTests",
            dependencies: [
                "TestMessages", "TestSupport", "TestApp", "CronTestApp",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
            ]),
        .testTarget(
            name: "AutocronAdminTests",
            dependencies: [
                "CSQLite", "Platform", "TaskModel", "WorkerFiles",
                "AutocronAdmin", "AdminCommands", "InspectionModel", "Inspection", "SQLiteStore", "StoreAdministration",
                "TestMessages",
                "TestSupport",
                "TestApp",
                "CronTestApp",
                .target(name: "PostgresStore", condition: .when(traits: ["PostgreSQL"])),
                .product(
                    name: "ArgumentParser", package: "swift-argument-parser", condition: .when(traits: ["CommandLine"])
                ),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where ![.system, .plugin].contains(target.type) && !target.name.hasPrefix("C") {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .strictMemorySafety(),
        ]
}
