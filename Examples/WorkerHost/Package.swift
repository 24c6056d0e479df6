// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "WorkerHost",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "shop", targets: ["Shop"]),
        .executable(name: "shop-worker", targets: ["ShopWorker"]),
    ],
    dependencies: [.package(name: "autocron", path: "../..")],
    targets: [
        // The functions, which both programs contain.
        .target(name: "ShopTasks", dependencies: [.product(name: "Autocron", package: "autocron")]),
        .executableTarget(name: "Shop", dependencies: ["ShopTasks"]),
        .executableTarget(name: "ShopWorker", dependencies: ["ShopTasks"]),
        .testTarget(
            name: "ShopTasksTests",
            dependencies: ["ShopTasks", .product(name: "AutocronTesting", package: "autocron")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
