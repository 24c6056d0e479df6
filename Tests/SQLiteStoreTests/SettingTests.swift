import TestSupport
import Testing

@testable import SQLiteStore
@testable import TaskModel

@Suite("Settings")
struct SettingTests {
    @Test(
        "Values are read as people write them, and written in their shortest exact form",
        arguments: [
            (.workers, "4", "4"), (.workers, "1", "1"), (.workers, "1000", "1000"),
            (.durability, "full", "full"), (.durability, "normal", "normal"),
            (.shutdownGrace, "30s", "30s"), (.shutdownGrace, "0s", "0s"), (.shutdownGrace, "90s", "90s"),
            (.shutdownGrace, "60s", "1m"), (.shutdownGrace, "1.5h", "90m"), (.shutdownGrace, "0.5s", "500ms"),
            (.shutdownGrace, "250us", "250us"), (.shutdownGrace, "14d", "2w"), (.shutdownGrace, "10 m", "10m"),
            (.resultTimeToLive, "1.5d", "36h"), (.resultTimeToLive, "0.5d", "12h"),
            (.resultTimeToLive, "1.5w", "252h"), (.resultTimeToLive, "0.999999w", "604799395200us"),
            (.resultTimeToLive, "24h", "1d"), (.resultTimeToLive, "1W", "1w"), (.workerStartLimit, "1ns", "1ns"),
            (.maximumTasksPerWorker, "none", "none"), (.maximumTasksPerWorker, "1", "1"),
            (.argumentLimit, "1MiB", "1MiB"), (.argumentLimit, "1048576B", "1MiB"), (.argumentLimit, "512kB", "512kB"),
            (.argumentLimit, "0.4GB", "400MB"), (.argumentLimit, "2b", "2B"), (.workerMemoryLimit, "512MiB", "512MiB"),
            (.workerMemoryLimit, "none", "none"), (.workerNiceness, "19", "19"),
        ] as [(Setting, String, String)])
    func values(_ setting: Setting, _ text: String, _ shortest: String) throws {
        let value = try #require(setting.value(of: text))
        #expect(setting.text(of: value) == shortest)
        #expect(setting.value(of: shortest) == value)
    }

    @Test(
        "What makes no sense is no value",
        arguments: [
            (.workers, "0"), (.workers, "-1"), (.workers, "1001"), (.workers, "four"), (.workers, "4.0"),
            (.workers, ""),
            (.workers, "none"), (.workers, "99999999999999999999"),
            (.durability, "FULL"), (.durability, ""), (.durability, "yes"),
            (.shutdownGrace, "30"), (.shutdownGrace, "-1s"), (.shutdownGrace, "s"), (.shutdownGrace, "1.s"),
            (.shutdownGrace, ".5s"), (.shutdownGrace, "1.2.3s"), (.shutdownGrace, "5 parsecs"),
            (.shutdownGrace, "1e3s"),
            (.shutdownGrace, "99999999999999w"), (.shutdownGrace, "0.0000001s"), (.shutdownGrace, "٣s"),
            (.workerStartLimit, "0s"), (.maximumTasksPerWorker, "0"), (.maximumTasksPerWorker, "None"),
            (.workerMemoryLimit, "0B"), (.workerMemoryLimit, "some"), (.workerNiceness, "20"), (.workerNiceness, "-1"),
            (.argumentLimit, "1B"), (.argumentLimit, "1"), (.argumentLimit, "0.5GB"), (.resultLimit, "1B"),
            (.resultLimit, "99999999999GB"), (.argumentLimit, "2XB"),
        ] as [(Setting, String)])
    func nonsense(_ setting: Setting, _ text: String) {
        #expect(setting.value(of: text) == nil)
    }

    @Test("Each default makes sense, and each setting says what it is", arguments: Setting.allCases)
    func catalogue(_ setting: Setting) {
        #expect(setting.objection(to: setting.standard) == nil)
        #expect(setting.value(of: setting.text(of: setting.standard)) == setting.standard)
        #expect(!setting.meaning.isEmpty && !setting.effect.isEmpty)
        #expect(setting.requirement.hasPrefix("it must be "))
        #expect(!setting.property.contains("-"))
    }

    @Test("Spans beyond what fits in nanoseconds are written in whole seconds")
    func longSpans() {
        #expect(Setting.shutdownGrace.text(of: .span(.seconds(Int64.max))) == "9223372036854775807s")
        let long = Duration.seconds(Int64.max / 2) + .milliseconds(1)
        #expect(Setting.shutdownGrace.text(of: .span(long)) == "\(Int64.max / 2)s")
        #expect(Setting.shutdownGrace.text(of: .span(.nanoseconds(-1))) == "-1ns")
    }

    // MARK: Stored

    let fixture: Fixture

    init() throws {
        fixture = try Fixture()
    }

    private func reading(_ setting: Setting) throws -> SettingRow {
        let all = try fixture.store.read { connection throws(StoreError) in try connection.settings() }
        #expect(all.map(\.setting) == Setting.allCases)
        return try #require(all.first { $0.setting == setting })
    }

    @Test("Code beats what is stored, and that beats the default")
    func precedence() throws {
        #expect(try reading(.shutdownGrace).source == .standard)
        #expect(try reading(.shutdownGrace).isStandard)
        try fixture.store.write { connection throws(StoreError) in
            try connection.set(.span(.seconds(9)), for: .shutdownGrace)
        }
        #expect(try reading(.shutdownGrace).source == .stored)
        #expect(try reading(.shutdownGrace).value == .span(.seconds(9)))
        try fixture.store.write { connection throws(StoreError) in
            try connection.pin([.shutdownGrace: .span(.seconds(1)), .workers: .number(5_000)])
        }
        let pinned = try reading(.shutdownGrace)
        #expect((pinned.source, pinned.value, pinned.stored) == (.code, .span(.seconds(1)), .span(.seconds(9))))
        // Code may say what the command line does not take.
        #expect(try reading(.workers).value == .number(5_000))
        try fixture.store.write { connection throws(StoreError) in try connection.pin([:]) }
        #expect(try reading(.shutdownGrace).source == .stored)
        try fixture.store.write { connection throws(StoreError) in try connection.set(nil, for: .shutdownGrace) }
        #expect(try reading(.shutdownGrace).source == .standard)
    }

    @Test("What another build or somebody's hand has stored, and this build cannot read, counts as nothing")
    func strangers() throws {
        try fixture.run(
            "INSERT INTO autocron_settings(key, stored) VALUES ('colour', 'red'), ('workers', '-3'), ('durability', 'so')"
        )
        #expect(try fixture.store.read { connection throws(StoreError) in try connection.storedSettings() }.isEmpty)
    }
}
