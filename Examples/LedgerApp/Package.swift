// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "LedgerApp",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "autocron", path: "../.."),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        .executableTarget(
            name: "LedgerApp",
            dependencies: [
                .product(name: "Autocron", package: "autocron"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
