import Foundation

/// Two machines work, a third one only stores tasks; a worker is killed, and then everything on one machine.
///
/// `AUTOCRON_POSTGRES=… ClusterDemo FOLDER` keeps the machines' state in the folder. It fails if a photo is lost, or is
/// developed twice at a time, or waits longer for its next attempt than is promised.
@main
struct ClusterDemo {
    static func main() throws {
        guard let database = ProcessInfo.processInfo.environment["AUTOCRON_POSTGRES"],
            let folder = CommandLine.arguments.dropFirst().first
        else { fail("write 'Scripts/cluster-demo', which starts a server first") }
        var cluster = Cluster(database: database, folder: folder)
        let north = try cluster.start("north", "host")
        let south = try cluster.start("south", "host")
        let shop = try cluster.start("shop", "store", "\(photos)")
        try cluster.complete(within: 90)

        var demo = Demo(north: north, south: south)
        demo.say("north (process \(north)) and south (process \(south)) host two workers each")
        demo.say("shop (process \(shop)) hosts none, and stores ten photos a second to be developed")
        cluster.listen { demo.hear($0) }
        demo.judge(stored: photos)
    }

    private static let photos = 250
}
