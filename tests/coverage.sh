#!/bin/sh
# Line coverage of the unit tests, the command line and the screens: prints the share (target 90 %).
cd "$(dirname "$0")/.." || exit 1
if ! command -v gcovr >/dev/null; then
    echo "coverage: gcovr is missing; install the package gcovr" >&2
    exit 3
fi
set -e
find build/coverage -name '*.gcda' -delete 2>/dev/null || true
make --no-print-directory -j"$(nproc)" BUILD=build/coverage CC=gcc OPTIMIZE=-O1 \
    EXTRA='--coverage -fprofile-update=atomic' LDFLAGS=--coverage all tests
for program in build/coverage/tests/test_*; do
    case $program in *.d | *.gcda | *.gcno) continue ;; esac
    [ -x "$program" ] && echo "$program"
done | xargs -P "$(nproc)" -n 1 sh -c '"$0"'
BUILD=build/coverage tests/cli/run.sh || true
tests/tui/run.py build/coverage/ravine || true
# (gcovr 5 asserts that a name has one line; functions that macros make in several files have more.
# gcov works out some branches from others and may come to a negative number; only lines count here.)
PYTHONOPTIMIZE=1 gcovr --gcov-ignore-parse-errors --root . --object-directory build/coverage --filter 'src/' --gcov-executable gcov \
    --exclude-unreachable-branches --print-summary --output build/coverage/report.txt
