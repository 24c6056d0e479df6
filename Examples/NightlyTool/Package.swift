// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "NightlyTool",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "nightly", targets: ["nightly"])],
    dependencies: [
        .package(name: "autocron", path: "../.."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .executableTarget(
            name: "nightly",
            dependencies: [
                .product(name: "Autocron", package: "autocron"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
