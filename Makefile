# The developer's front door; CMake does the work. Variables: BUILD (folder), PREFIX, CC, CFLAGS.
BUILD  ?= build
PREFIX ?= /usr/local
JOBS   ?= $(shell nproc)
CMAKE   = cmake --build $(BUILD) --parallel $(JOBS)

.PHONY: all report tests check check-long bench bench-accuracy install setup clean

all: $(BUILD)/build.ninja
	@$(CMAKE)

$(BUILD)/build.ninja:
	@cmake -S . -B $(BUILD) -G Ninja -DCMAKE_INSTALL_PREFIX=$(PREFIX) $(CMAKE_OPTIONS)

# The main job: the report of the shipped example.
EXAMPLE = examples/heart_failure
report: all
	@$(BUILD)/voi report --costs $(EXAMPLE)/costs.csv --effects $(EXAMPLE)/effects.csv \
	  --params $(EXAMPLE)/params.csv --wtp 20000,0:50000:500 --pop 30000 --time 10 \
	  --study hazard_ratio --pars log_rr_tele --event-rate 0.3 --costs-setup 500000 \
	  --costs-per-participant 1500,2500 --accrual 400 --reporting-delay 1 \
	  --currency £ --title "Follow-up after heart failure" --output $(BUILD)/report.html

# What only tests need is asked for when they are built.
tests: $(BUILD)/build.ninja
	@grep -q '^VOI_TESTS:BOOL=ON' $(BUILD)/CMakeCache.txt || cmake -S . -B $(BUILD) -DVOI_TESTS=ON
	@$(CMAKE)

check: tests
	@ctest --test-dir $(BUILD) --output-on-failure --parallel $(JOBS) --label-exclude long

check-long: tests
	@ctest --test-dir $(BUILD) --output-on-failure --label-regex long --verbose

bench: all
	@cmake --build $(BUILD) --parallel $(JOBS) --target bench

bench-accuracy: all
	@cmake --build $(BUILD) --parallel $(JOBS) --target bench-accuracy

install: all
	@cmake --install $(BUILD) --prefix $(PREFIX)

# Debian packages for building and testing; does nothing when all are there.
setup:
	@tools/setup.sh

clean:
	rm -rf $(BUILD)
