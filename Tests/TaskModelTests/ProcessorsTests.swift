import TestSupport
import Testing

@testable import TaskModel

@Suite("How many processors a program may use")
struct ProcessorsTests {
    /// A system with these files.
    private func quota(_ files: [String: String]) -> Int? {
        Processors.quota { files[$0] }
    }

    @Test(
        "The quota of a container, in whole processors",
        arguments: [
            ("200000 100000\n", 2), ("150000 100000\n", 2), ("5000 100000\n", 1), ("1600000 100000\n", 16),
            ("max 100000\n", nil), ("\n", nil), ("200000\n", nil), ("a b\n", nil), ("200000 0\n", nil),
            ("-1 100000\n", nil), ("9223372036854775807 1\n", Int.max),
        ] as [(String, Int?)])
    func versionTwo(_ text: String, _ processors: Int?) {
        #expect(quota(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": text]) == processors)
    }

    @Test("Of the groups around a process the narrowest counts")
    func nested() {
        let files = [
            "/proc/self/cgroup": "0::/system.slice/app.service\n",
            "/sys/fs/cgroup/system.slice/cpu.max": "300000 100000",
            "/sys/fs/cgroup/system.slice/app.service/cpu.max": "max 100000",
        ]
        #expect(quota(files) == 3)
        let narrower = files.merging(["/sys/fs/cgroup/system.slice/app.service/cpu.max": "100000 100000"]) { $1 }
        #expect(quota(narrower) == 1)
    }

    @Test(
        "Version 1 has it in two files, under the group's path or, in a container, at the root",
        arguments: ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu/docker/17ab", "/sys/fs/cgroup/cpu,cpuacct"])
    func versionOne(_ folder: String) {
        let files = [
            "/proc/self/cgroup": "5:memory:/docker/17ab\n4:cpu,cpuacct:/docker/17ab\n0::/\n",
            "\(folder)/cpu.cfs_quota_us": "250000\n",
            "\(folder)/cpu.cfs_period_us": "100000\n",
        ]
        #expect(quota(files) == 3)
        #expect(quota(files.merging(["\(folder)/cpu.cfs_quota_us": "-1\n"]) { $1 }) == nil)
    }

    @Test("Without groups, or with a line that nobody understands, there is no limit")
    func none() {
        #expect(quota([:]) == nil)
        #expect(quota(["/proc/self/cgroup": "nonsense\n::\n7:cpuset:/\n"]) == nil)
    }

    @Test("There is at least one")
    func least() {
        #expect(Processors.available >= 1)
        #expect(Setting.workers.standard == .number(Int64(Processors.available)))
    }
}
