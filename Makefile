# ravine. `make help` lists the targets. Sources are found by wildcard: a new file needs no edit here.

CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
OPTIMIZE ?= -O2
VERSION := 0.1.0

packages := gsl yaml-0.1 zlib muparser libutf8proc cairo pangocairo ncursesw formw yajl
found := $(shell $(PKG_CONFIG) --exists $(packages) 2>/dev/null && echo yes)
# Debian's ncursesw.pc sets feature macros for all files; ours are below.
package_cflags := $(patsubst -I%,-isystem %,$(filter-out -D_%,\
	$(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null)))
package_libs := $(shell $(PKG_CONFIG) --libs $(packages) 2>/dev/null)

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual -Wundef -Wdouble-promotion -Wformat=2
ifdef DEVELOPER
warnings += -Werror
endif

# No contraction, no errno from sqrt, no fast-math: the same bits from every compiler and level.
flags := -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fno-math-errno $(OPTIMIZE)
CFLAGS += $(flags) -g $(warnings) -fopenmp -Iinclude -Isrc $(package_cflags) $(EXTRA)
LDLIBS += $(package_libs) -fopenmp -lm

# Kernels in src/nn/kernels/isa are compiled once per instruction set and precision.
ifneq ($(filter x86_64-%,$(shell $(CC) -dumpmachine 2>/dev/null)),)
isas := x86_64 x86_64_v3 x86_64_v4
else
isas := generic
endif
march_x86_64 := -march=x86-64
march_x86_64_v3 := -march=x86-64-v3
march_x86_64_v4 := -march=x86-64-v4 -mprefer-vector-width=512
bytes_x86_64 := 16
bytes_x86_64_v3 := 32
bytes_x86_64_v4 := 64
bytes_generic := 16

# `make MPI=1`: sweeps on many machines. Only src/core/ranks.c knows MPI.
mpi_package = $(shell for p in ompi-c ompi mpich; do $(PKG_CONFIG) --exists $$p && echo $$p && break; done)
mpi_cflags = -DRV_MPI $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(mpi_package)))
mpi_libs = $(shell $(PKG_CONFIG) --libs $(mpi_package))
ifdef MPI
ifeq ($(mpi_package),)
$(error MPI=1 needs mpi.h: libopenmpi-dev)
endif
ranks_cflags := $(mpi_cflags)
LDLIBS += $(mpi_libs)
endif

# `make V=1` shows whole commands.
ifndef V
Q := @
say = @echo "  $1"
endif

kernel_sources := $(wildcard src/nn/kernels/isa/*.c)
sources := $(filter-out src/main.c $(kernel_sources),$(wildcard src/*.c src/*/*.c src/*/*/*.c))
objects := $(sources:src/%.c=$(BUILD)/obj/%.o)
kernel_objects := $(foreach i,$(isas),$(foreach r,float double,\
	$(kernel_sources:src/nn/kernels/isa/%.c=$(BUILD)/obj/isa/$i/$r/%.o)))
test_programs := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

ifeq ($(found),yes)
all: $(BUILD)/ravine
else
all:
	@.ci/setup --missing build || true
	@echo "ravine: something that the build needs is missing; 'make demo' installs it" >&2
	@exit 1
endif

# Where the caller says nothing of jobs: one a core. (Inside a `make -j` its job server is asked.)
all_cores = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

help:
	@echo "make demo        install what is missing, build, run the main lesson, show its curves"
	@echo "make check       install what is missing, build, run every test"
	@echo "make             build build/ravine"
	@echo "make install     PREFIX=/usr/local DESTDIR=   program, scenarios, documents"
	@echo "make uninstall   take them away again"
	@echo "make dist        build/ravine-$(VERSION).tar.gz: the sources, to build without git"
	@echo "make deb         build/ravine_*.deb and ravine-doc_*.deb for Debian and Ubuntu"
	@echo "make gallery     redraw the figures in plots/gallery"
	@echo "make docs        regenerate docs/reference from the tables"
	@echo "make catalogue   run everything on twenty seeds; docs/reference/claims.md, stored results"
	@echo "make evidence    the tables of ravine diagnose anew: thousands of runs of known cause"
	@echo "make bench       the speed of this machine"
	@echo "make bench-peers the same work in PyTorch and others; the tables in README and docs"
	@echo "make check-torch compare with PyTorch (python3-torch), where it is installed"
	@echo "make coverage    line coverage of the tests (gcovr)"
	@echo "make torture     every harness of tests/torture at length: hours (HARNESS=... one)"
	@echo "make fuzz        fuzz every reader, a minute each (TARGET=... SECONDS_EACH=... RUNS=...; clang)"
	@echo "make clean       remove build/"
	@echo "variables        CC=clang  BUILD=folder  DEVELOPER=1 (warnings are errors)  OPTIMIZE=-O0  MPI=1 (sweeps over many machines)"

demo:
	@.ci/setup demo
	@$(MAKE) --no-print-directory $(all_cores) all
	$(BUILD)/ravine run large-lr

check:
	@.ci/setup check
	@tests/check.sh

check-torch: $(patsubst tests/torch/%.c,$(BUILD)/torch/%,$(wildcard tests/torch/*.c))
	@tests/torch/run.sh $(BUILD)/torch

$(BUILD)/torch/%: tests/torch/%.c $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) $(CFLAGS) -Itests -MMD -MP -o $@ $< $(BUILD)/libravine.a $(LDFLAGS) $(LDLIBS)

# ---- The program ----

$(BUILD)/ravine: $(BUILD)/obj/main.o $(BUILD)/libravine.a
	$(call say,link  $@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libravine.a: $(objects) $(kernel_objects)
	$(call say,ar    $@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

define isa_rule
$(BUILD)/obj/isa/$1/$2/%.o: src/nn/kernels/isa/%.c
	@mkdir -p $$(@D)
	$$(call say,cc    $$< ($1 $2))
	$(Q)$$(CC) $$(CFLAGS) $$(march_$1) -DRV_ISA=$1 -DRV_VECTOR_BYTES=$$(bytes_$1) \
		-DRV_REAL=$2 -DRV_REAL_$2 -MMD -MP -c -o $$@ $$<
endef
$(foreach i,$(isas),$(foreach r,float double,$(eval $(call isa_rule,$i,$r))))

# What was built, for manifests: a header that only the archive and the finder of scenarios see.
$(BUILD)/version.h: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '#define RV_VERSION "$(VERSION)"' \
		'#define RV_GIT_HASH "$(shell git rev-parse --short=12 HEAD 2>/dev/null)"' \
		'#define RV_BUILD_FLAGS "$(flags)"' '#define RV_SHARE "$(PREFIX)/share/ravine/scenarios"' \
		> $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
informed := $(patsubst src/%.c,$(BUILD)/obj/%.o,\
	$(shell grep -lE 'RV_(VERSION|GIT_HASH|BUILD_FLAGS|SHARE)\b' $(sources) src/main.c 2>/dev/null))
$(informed): EXTRA += -include $(BUILD)/version.h
$(informed): $(BUILD)/version.h

# With MPI or without: a build folder may change its mind.
$(BUILD)/ranks: FORCE
	@mkdir -p $(@D)
	@echo '$(ranks_cflags)' > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
$(BUILD)/obj/core/ranks.o: CFLAGS += $(ranks_cflags)
$(BUILD)/obj/core/ranks.o: $(BUILD)/ranks

# The program with MPI beside that without, for the tests: one object differs.
$(BUILD)/ravine-mpi: src/core/ranks.c $(BUILD)/obj/main.o $(BUILD)/libravine.a
	$(call say,link  $@)
	$(Q)$(CC) $(CFLAGS) $(mpi_cflags) $(LDFLAGS) -o $@ $^ $(LDLIBS) $(mpi_libs)

# ---- Tests ----

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) $(CFLAGS) -Itests -MMD -MP -o $@ $< $(BUILD)/libravine.a $(LDFLAGS) $(LDLIBS) -lcmocka

tests: $(test_programs)

# What a program that uses build/libravine.a is linked with, but for menu and paper.
libs:
	@echo $(shell $(PKG_CONFIG) --libs $(filter-out cairo pangocairo ncursesw formw yajl,$(packages))) -fopenmp -lm

unit: tests
	@failed=0; for t in $(test_programs); do $$t || failed=1; done; exit $$failed

coverage:
	@tests/coverage.sh

# What tests/torture/run.sh runs: programs, and libraries to be preloaded; fuzz targets with the
# driver of `make check`, and with libFuzzer.
link = $(Q)$(CC) $(CFLAGS) -Itests -MMD -MP -o $@ $(filter-out %.h %.def,$^) $(LDFLAGS) $(LDLIBS)
$(BUILD)/torture/%: tests/torture/%.c $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(link)

$(BUILD)/torture/%.so: tests/torture/%.c
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(Q)$(CC) -std=c17 -O1 -g $(warnings) -shared -fPIC -MMD -MP -o $@ $< -ldl

$(BUILD)/fuzz/lib/%: tests/fuzz/%.c $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(link)

$(BUILD)/fuzz/driver.o: tests/fuzz/driver.c tests/fuzz/fuzz.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/fuzz/driver.o $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(call say,cc    $<)
	$(link)

# The tables of `ravine diagnose`: training runs of known cause, learnt from and tried on others.
$(BUILD)/evidence: $(wildcard tests/evidence/*.c) $(BUILD)/libravine.a
	$(call say,cc    tests/evidence)
	$(link)

evidence: $(BUILD)/evidence
	nice $(BUILD)/evidence $(or $(RECIPES),5000) src/diagnose

torture:
	@tests/torture/run.sh $(HARNESS)

fuzz:
	@tests/fuzz/run.sh fuzz $(TARGET)

bench: all
	$(BUILD)/ravine bench

bench-peers: all
	@tests/peers/run.sh $(BUILD)/ravine --into docs/performance.md --into README.md

docs: all
	@$(BUILD)/ravine explain --markdown > docs/reference/parameters.md
	@tests/tui/documents.py --write $(BUILD)/ravine
	@$(BUILD)/ravine list --markdown > docs/reference/scenarios.md

# Every claim on seeds 1 to 20, then on twenty that no setting and no bound was chosen on. Whoever
# lowers a bound because of these takes others. (1 is a claim that failed, 3 a data set that is
# missing.)
catalogue: all
	$(BUILD)/ravine run --all --seeds 20 --no-plots --out $(BUILD)/catalogue --force || \
		case $$? in 1|3) ;; *) exit 1 ;; esac
	$(BUILD)/ravine run --all --seed 2001 --seeds 20 --no-plots --out $(BUILD)/fresh --force || \
		case $$? in 1|3) ;; *) exit 1 ;; esac
	$(BUILD)/ravine pages $(BUILD)/catalogue $(BUILD)/fresh --out docs/reference
	$(BUILD)/ravine results $(BUILD)/catalogue --out scenarios

gallery: all
	@plots/gallery.sh $(BUILD)/ravine

# ---- Installation ----

share := $(DESTDIR)$(PREFIX)/share/ravine
docs := $(DESTDIR)$(PREFIX)/share/doc/ravine
man := $(DESTDIR)$(PREFIX)/share/man/man1
bash := $(DESTDIR)$(PREFIX)/share/bash-completion/completions/ravine
zsh := $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_ravine
fish := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/ravine.fish

# Pages for man and completions are printed by the program itself: they agree with its tables.
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(share)/scenarios $(docs) $(man)
	install -m 755 $(BUILD)/ravine $(DESTDIR)$(PREFIX)/bin/ravine
	@for f in scenarios/*/*.yaml scenarios/*/*.results; do install -D -m 644 $$f $(share)/$$f || exit 1; done
	install -m 644 README.md LICENSE $(docs)
	cp -R docs plots $(docs)
	$(BUILD)/ravine help --man > $(man)/ravine.1
	@for c in $$($(BUILD)/ravine list commands | cut -d' ' -f1); do \
		$(BUILD)/ravine help $$c --man > $(man)/ravine-$$c.1 || exit 1; done
	install -d $(dir $(bash) $(zsh) $(fish))
	$(BUILD)/ravine help --completion bash > $(bash)
	$(BUILD)/ravine help --completion zsh > $(zsh)
	$(BUILD)/ravine help --completion fish > $(fish)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/ravine $(man)/ravine.1 $(man)/ravine-*.1 $(bash) $(zsh) $(fish)
	rm -rf $(share) $(docs)

# The sources as a tarball that needs no git; the Debian packages, built from it.
tree := ravine-$(VERSION)
dist:
	@rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist/$(tree)
	@if [ -d .git ] || [ -f .git ]; then git ls-files -z; else \
		find . -path ./$(BUILD) -prune -o -path ./runs -prune -o -type f -print0; fi | \
		tar --null -T - -cf - | tar -xf - -C $(BUILD)/dist/$(tree)
	tar -C $(BUILD)/dist --sort=name --owner=0 --group=0 --numeric-owner -czf \
		$(BUILD)/$(tree).tar.gz $(tree)

deb: dist
	@.ci/setup package
	@.packaging/build $(BUILD) $(tree)

clean:
	rm -rf $(BUILD)

FORCE:
.PHONY: all help demo check check-torch evidence tests libs unit coverage torture fuzz bench bench-peers docs catalogue gallery \
	install uninstall dist deb clean FORCE
.SECONDARY:
-include $(objects:.o=.d) $(kernel_objects:.o=.d) $(test_programs:=.d) \
	$(wildcard $(BUILD)/torch/*.d $(BUILD)/torture/*.d $(BUILD)/fuzz/*.d $(BUILD)/fuzz/lib/*.d) \
	$(BUILD)/obj/main.d
