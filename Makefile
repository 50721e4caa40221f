# ravine: build, tests, installation. `make help` lists the targets.

CC ?= cc
AR ?= ar
PKG_CONFIG ?= pkg-config
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
OPTIMIZE ?= -O2
VERSION := 0.1.0

packages := gsl yaml-0.1 zlib muparser
package_cflags := $(shell $(PKG_CONFIG) --cflags $(packages) 2>/dev/null)
package_libs := $(shell $(PKG_CONFIG) --libs $(packages) 2>/dev/null)

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings -Wcast-qual -Wundef -Wdouble-promotion -Wformat=2
ifdef DEVELOPER
warnings += -Werror
endif

CFLAGS += -std=c17 -D_POSIX_C_SOURCE=200809L -ffp-contract=off -fno-math-errno $(OPTIMIZE) -g \
	$(warnings) -fopenmp -Iinclude -Isrc $(package_cflags) $(EXTRA)
LDLIBS := $(package_libs) -fopenmp -lm

# Kernels in src/nn/kernels/isa are compiled once per instruction set and precision.
machine := $(shell $(CC) -dumpmachine)
ifneq ($(filter x86_64-%,$(machine)),)
isas := x86_64 x86_64_v3 x86_64_v4
else
isas := generic
endif
march_x86_64 := -march=x86-64
march_x86_64_v3 := -march=x86-64-v3
march_x86_64_v4 := -march=x86-64-v4 -mprefer-vector-width=512
march_generic :=
bytes_x86_64 := 16
bytes_x86_64_v3 := 32
bytes_x86_64_v4 := 64
bytes_generic := 16

kernel_sources := $(wildcard src/nn/kernels/isa/*.c)
sources := $(filter-out src/main.c $(kernel_sources),$(wildcard src/*.c src/*/*.c src/*/*/*.c))
objects := $(sources:src/%.c=$(BUILD)/obj/%.o)
kernel_objects := $(foreach i,$(isas),$(foreach r,float double,\
	$(kernel_sources:src/nn/kernels/isa/%.c=$(BUILD)/obj/isa/$i/$r/%.o)))
tests := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

all: $(BUILD)/ravine

$(BUILD)/ravine: $(BUILD)/obj/main.o $(BUILD)/libravine.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libravine.a: $(objects) $(kernel_objects)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

define isa_rule
$(BUILD)/obj/isa/$1/$2/%.o: src/nn/kernels/isa/%.c
	@mkdir -p $$(@D)
	$$(CC) $$(CFLAGS) $$(march_$1) -DRV_ISA=$1 -DRV_VECTOR_BYTES=$$(bytes_$1) \
		-DRV_REAL=$2 -DRV_REAL_$2 -MMD -MP -c -o $$@ $$<
endef
$(foreach i,$(isas),$(foreach r,float double,$(eval $(call isa_rule,$i,$r))))

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libravine.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Itests -MMD -MP -o $@ $< $(BUILD)/libravine.a $(LDLIBS) -lcmocka

unit: $(tests)
	@failed=0; for t in $(tests); do $$t || failed=1; done; exit $$failed

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
.SECONDARY:
-include $(objects:.o=.d) $(kernel_objects:.o=.d) $(tests:=.d) $(BUILD)/obj/main.d
