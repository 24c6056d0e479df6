// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "WithAutocron",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "autocron", path: "../../..", traits: [])],
    targets: [
        .executableTarget(name: "App", dependencies: [.product(name: "Autocron", package: "autocron")])
    ],
    swiftLanguageModes: [.v6]
)
