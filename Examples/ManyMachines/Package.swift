// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "ManyMachines",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "autocron", path: "../..", traits: ["PostgreSQL"])],
    targets: [
        // What would run on each machine.
        .executableTarget(name: "ManyMachines", dependencies: [.product(name: "Autocron", package: "autocron")]),
        // Starts it three times, and kills. It knows nothing of autocron.
        .executableTarget(name: "ClusterDemo"),
    ],
    swiftLanguageModes: [.v6]
)
