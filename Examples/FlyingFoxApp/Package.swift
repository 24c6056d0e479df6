// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "FlyingFoxApp",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "autocron", path: "../.."),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        .executableTarget(
            name: "FlyingFoxApp",
            dependencies: [
                .product(name: "Autocron", package: "autocron"),
                .product(name: "FlyingFox", package: "FlyingFox"),
            ]
        )
    ],
    swiftLanguageModes: [.v6]
)
