# What a newcomer types. Each target first sees to what it needs: see Scripts/prepare.

.PHONY: demo cluster-demo examples documentation test release format lint clean

# Builds Examples/Quickstart and runs it on a fresh database.
demo: prepare
	@Scripts/demo

# Builds Examples/ManyMachines, and kills one of its machines, on a PostgreSQL server that it starts and ends.
cluster-demo:
	@Scripts/prepare PostgreSQL
	@Scripts/cluster-demo

# Builds the other examples and uses them: servers, requests, workers, stops.
examples: prepare
	@Scripts/examples HummingbirdApp FlyingFoxApp LedgerApp WorkerHost NightlyTool

# Builds the documentation; give OUTPUT=folder to keep it.
documentation: prepare
	@Scripts/documentation $(OUTPUT)

# Runs all tests, on a PostgreSQL server of their own too; those with processes for themselves, since they say how soon
# something must happen, and those that step sessions by hand, which the server ends if they are held up for long.
test:
	@Scripts/prepare PostgreSQL
	swift build --build-tests $(TRAITS)
	AUTOCRON_POSTGRES_FAST=1 Scripts/postgres run $(MAKE) --no-print-directory run-tests

# One server for all of them but those with processes, which look at the variables that a worker inherits.
# A thousand tests at once on two threads leave one that measures time waiting for all others, so they are sixteen.
.PHONY: run-tests
run-tests:
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16 \
		swift test --skip-build $(TRAITS) --skip ProcessTests --skip AutocronAdminTests \
		--skip PostgresStoreTests --skip ManyMachinesTests --skip AutocronDashboardTests \
		--skip BlockedDatabaseTests
	swift test --skip-build $(TRAITS) --filter PostgresStoreTests
	swift test --skip-build $(TRAITS) --filter 'ManyMachinesTests|BlockedDatabaseTests'
	env -u AUTOCRON_POSTGRES -u AUTOCRON_POSTGRES_FAST swift test --skip-build $(TRAITS) --filter ProcessTests
	swift test --skip-build $(TRAITS) --filter 'AutocronAdminTests|AutocronDashboardTests'

release: prepare
	swift build -c release

format:
	swift format --in-place --recursive $(SWIFT_FOLDERS)

lint:
	swift format lint --strict --recursive $(SWIFT_FOLDERS)

clean:
	rm -rf .build Examples/*/.build

.PHONY: prepare
prepare:
	@Scripts/prepare

TRAITS = --traits default,PostgreSQL

SWIFT_FOLDERS = Package.swift Macros Sources Tests \
	$(wildcard Examples/*/Package.swift Examples/*/Sources Examples/*/Tests) \
	Benchmarks/Package.swift Benchmarks/Sources Benchmarks/MacroBuild/WithAutocron Benchmarks/MacroBuild/SwiftSyntaxPlugin Benchmarks/MacroBuild/WithSwiftSyntax
