import MacroExpansion
import PluginMessaging

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The process that the compiler starts: it answers requests for expansions until the compiler closes the connection.
@main
enum Plugin {
    static func main() {
        do {
            let channel = try FileDescriptorChannel.takingOverStandardStreams()
            try MessageLoop(FrameConnection(channel), expander: AutocronExpander()).run()
        } catch {
            // Standard output has been redirected to standard error, which the compiler shows.
            print("autocron's macro plugin: \(error)")
            exit(1)
        }
    }
}
