#if PostgreSQL
import TaskModel
import Testing

@testable import PostgresStore

@Suite("Connection strings")
struct ConnectionStringTests {
    @Test(
        "A database is called by its address",
        arguments: [
            ("postgres://", "postgres://"),
            ("postgres:///app", "postgres:///app"),
            ("postgres://db.example.org/app", "postgres://db.example.org/app"),
            ("postgresql://ada@db.example.org:5433/app", "postgres://ada@db.example.org:5433/app"),
            (
                "postgres://ada@db.example.org/app?sslmode=require&connect_timeout=3",
                "postgres://ada@db.example.org/app"
            ),
            ("postgres://one,two:5433/app", "postgres://one,two:,5433/app"),
            ("postgres://[::1]:5432/app", "postgres://[::1]:5432/app"),
            ("postgres://ada%40example.org@h/app", "postgres://ada@example.org@h/app"),
            ("postgres:///app?host=/run/postgresql", "postgres:///app?host=/run/postgresql"),
            ("postgres://%2Frun%2Fpostgresql/app", "postgres:///app?host=/run/postgresql"),
            (
                "postgres://ada@/app?host=/run/postgresql&port=5433",
                "postgres://ada@/app?host=/run/postgresql&port=5433"
            ),
            ("postgres://h/app?autocron_schema=autocron", "postgres://h/app"),
            ("postgres://h/app?autocron_schema=jobs", "postgres://h/app (schema jobs)"),
        ])
    func location(_ address: String, location: String) throws {
        let string = try ConnectionString(address)
        #expect(string.location == location)
        #expect(string.address == address)
        #expect(ConnectionString.isOne(address))
    }

    @Test(
        "Its password is not in that",
        arguments: [
            ("postgres://ada:secret@h:5433/app", "postgres://ada@h:5433/app"),
            ("postgres://:secret@h/app", "postgres://h/app"),
            ("postgres://ada:secret%40%3A%2F%3F%26%3D@h/app", "postgres://ada@h/app"),
            ("postgres://ada:secret?secret@h/app", "postgres://ada@h/app"),
            ("postgres://ada:secret?autocron_schema=x&&y@h/app", "postgres://ada@h/app"),
            ("postgres://h/app?password=secret", "postgres://h/app"),
            ("postgres://h/app?user=ada&password=secret&port=5433", "postgres://ada@h:5433/app"),
            ("postgres://h/app?sslpassword=secret&passfile=/secret", "postgres://h/app"),
            ("postgres://ada:secret@/app?host=/run/postgresql", "postgres://ada@/app?host=/run/postgresql"),
            ("postgres://ada:secret@%2Frun%2Fpostgresql/app", "postgres://ada@/app?host=/run/postgresql"),
            ("postgres://h?dbname=postgres://ada:secret@h/app", "postgres://h/…"),
            ("postgres://h?dbname=user%3Dada%20password%3Dsecret", "postgres://h/…"),
            ("postgres://ada:secret@h/app?autocron_schema=jobs", "postgres://ada@h/app (schema jobs)"),
        ])
    func password(_ address: String, location: String) throws {
        #expect(try ConnectionString(address).location == location)
    }

    @Test(
        "The schema is taken out, wherever it stands, and libpq sees the other parameters",
        arguments: [
            "postgres://h/app?autocron_schema=jobs&port=5433&sslmode=require",
            "postgres://h/app?port=5433&autocron_schema=jobs&sslmode=require",
            "postgres://h/app?port=5433&sslmode=require&autocron_schema=jobs",
        ])
    func schema(_ address: String) throws {
        let string = try ConnectionString(address)
        #expect(string.schema == "jobs")
        let parameters = Dictionary(uniqueKeysWithValues: string.parameters.map { ($0.name, $0.value) })
        #expect(parameters == ["host": "h", "port": "5433", "dbname": "app", "sslmode": "require"])
    }

    @Test("Without it the schema is 'autocron'")
    func standardSchema() throws {
        #expect(try ConnectionString("postgres://h/app").schema == "autocron")
    }

    @Test(
        "A schema's name needs no escaping",
        arguments: ["", "1st", "a-b", "a b", "\"", "größe", "a.b", String(repeating: "x", count: 64)])
    func badSchema(_ name: String) {
        let error = #expect(throws: StoreError.self) {
            try ConnectionString("postgres://h/app?autocron_schema=\(name)")
        }
        #expect(error?.code == .invalidPath)
        #expect(error?.description.contains("use letters, digits and '_', at most 63") == true)
    }

    @Test("PostgreSQL's own schemas are refused", arguments: ["pg_catalog", "pg_temp", "pg_x", "information_schema"])
    func foreignSchema(_ name: String) {
        let error = #expect(throws: StoreError.self) {
            try ConnectionString("postgres://h/app?autocron_schema=\(name)")
        }
        #expect(error?.code == .invalidPath)
    }

    @Test("A password that contains '?' and '&' reaches libpq as it is")
    func passwordWithMarks() throws {
        let string = try ConnectionString("postgres://ada:a?autocron_b=c&&d@h/app?autocron_schema=jobs")
        #expect(string.parameters.first { $0.name == "password" }?.value == "a?autocron_b=c&&d")
        #expect(string.schema == "jobs")
    }

    @Test("It describes itself without its password")
    func description() throws {
        #expect(!"\(try ConnectionString("postgres://ada:secret@h/app"))".contains("secret"))
    }

    @Test("It may be as long as PostgreSQL's names", arguments: ["_", "Jobs_2", String(repeating: "x", count: 63)])
    func goodSchema(_ name: String) throws {
        #expect(try ConnectionString("postgres://h/app?autocron_schema=\(name)").schema == name)
    }

    @Test(
        "What cannot be read is refused, and what may be a password is not repeated",
        arguments: [
            ("postgres://ada:secret@h/app?nonsense=1", "'nonsense'"),
            ("postgres://ada:secret@h/app?autocron_nonsense=secret", "'autocron_nonsense'"),
            ("postgres://ada:secret%zz@h/app", "invalid percent-encoded token"),
            ("postgres://ada:secret%00@h/app", "forbidden value %00"),
            ("postgres://ada:secret@[::1/app", "matching"),
            ("postgres://ada:secret@h/app?password", "missing key/value separator"),
            ("postgres://h/app?password=secret=secret", "extra key/value separator"),
            ("postgres://ada:secret@h/app\0", "NUL"),
            ("postgres://ada:pass@secret@h/app", "an '@' too many"),
            ("postgres://ada:pass@secret/secret@h/app", "an '@' too many"),
            ("postgres://ada:secret/secret@h/app", "an '@' too many"),
            ("postgres://ada:12/secret@h/app", "an '@' too many"),
            ("postgres://ada:secret", "its port is no number"),
            ("postgres://ada:pass@word?secret=1@h/app", "invalid URI query parameter"),
            ("postgres://ada:pass@word?secret@h/app", "missing key/value separator"),
            ("postgres://ada:pass@word?autocron_secret@h/app", "no parameter of that name"),
        ])
    func refused(_ address: String, reason: String) {
        let error = #expect(throws: StoreError.self) { try ConnectionString(address) }
        #expect(error?.code == .invalidPath)
        let text = error?.description ?? ""
        #expect(text.contains(reason) && text.contains("postgres://user@host:5432/database"))
        #expect(!text.contains("secret"))
    }

    @Test(
        "A path is none", arguments: ["app.db", "", "postgres", "postgres:app", "/postgres://x", "file:postgres://x"])
    func path(_ name: String) {
        #expect(!ConnectionString.isOne(name))
    }
}
#endif
