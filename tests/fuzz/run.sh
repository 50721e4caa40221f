#!/bin/sh
# Fuzzes the scenario reader with libFuzzer for SECONDS (default 60): tests/fuzz/run.sh [SECONDS]
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-60}
set -e
make --no-print-directory -j"$(nproc)" BUILD=build/fuzz CC=clang OPTIMIZE=-O1 \
    EXTRA='-fsanitize=fuzzer-no-link,address,undefined' build/fuzz/libravine.a
clang -std=c17 -D_POSIX_C_SOURCE=200809L -g -O1 -fsanitize=fuzzer,address,undefined -fopenmp \
    -Iinclude -Isrc -o build/fuzz/fuzz_scenario tests/fuzz/fuzz_scenario.c build/fuzz/libravine.a \
    $(pkg-config --libs gsl yaml-0.1 zlib muparser) -lm
mkdir -p build/fuzz/corpus
cp scenarios/*/*.yaml tests/bad/*.yaml build/fuzz/corpus/
build/fuzz/fuzz_scenario -max_len=4096 -max_total_time="$seconds" build/fuzz/corpus
