import TestSupport
import Testing

/// All tests with processes, one at a time: several of them say how soon something must happen, which a machine that
/// runs fifty programs at once cannot keep.
@Suite("Processes", .serialized)
enum ProcessSuite {}
