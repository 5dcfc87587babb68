# A thin front of CMake: what people and CI type. Build folders are build/<preset>.

KERNEL ?= 6.1
FILTER ?=
PREFIX ?= /usr/local
BUILD := build/release

.PHONY: all release debug asan fuzz run check bench vm vm-all matrix coverage install deps clean bless

all: release

release debug asan fuzz: deps
	@test -f build/$@/build.ninja || cmake --preset $@ >build-$@.log 2>&1 || \
		{ cat build-$@.log; rm -f build-$@.log; exit 1; }
	@rm -f build-$@.log
	ninja -C build/$@

# Installs the packages that are missing, builds, and traces this machine for three seconds.
run: release
	@tools/demo.sh $(BUILD)/sonde

# Every test there is.
check: deps
	@tests/check.sh

bench: release
	@tests/bench/bench.py

vm: release
	@tests/vm/run.sh $(KERNEL) $(FILTER)

vm-all: release
	@tests/check.sh vm 5.10 6.1 6.12 7.2

# Which type of probe runs on which kernel.
matrix: release
	@tests/matrix.sh $(KERNELS)

# How many lines of each folder the tests run.
coverage: deps
	@tests/coverage.sh

# Rewrites the expectations of the cases from what the programs do; read the diff afterwards.
bless: release
	@$(BUILD)/tests/runner --bless --sonde $(BUILD)/sonde tests/cases

install: release
	cmake --install $(BUILD) --strip --prefix $(PREFIX)

deps:
	@tools/install-deps.sh

clean:
	rm -rf build
