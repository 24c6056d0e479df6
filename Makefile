# What a newcomer types. Each target first sees to what it needs: see Scripts/prepare.

.PHONY: demo test release format lint clean

# Builds Examples/Quickstart and runs it on a fresh database.
demo: prepare
	@Scripts/demo

# Runs all tests.
test: prepare
	swift test

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

SWIFT_FOLDERS = Package.swift Macros Sources Tests Examples/Quickstart/Package.swift Examples/Quickstart/Sources
