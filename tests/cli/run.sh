#!/bin/sh
# Runs the tests of the command line: tests/cli/run.sh [TEST...]
# One line a test and a count. BUILD names the build folder (default build).
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
RAVINE=$root/${BUILD:-build}/ravine
case ${BUILD:-} in /*) RAVINE=$BUILD/ravine ;; esac
export RAVINE root here
unset COLUMNS NO_COLOR RAVINE_ISA
RAVINE_PATH=$here/scenarios
LC_ALL=C.UTF-8
export RAVINE_PATH LC_ALL

if [ ! -x "$RAVINE" ]; then
    echo "$RAVINE is not there: run make first" >&2
    exit 2
fi
passed=0
failed=0
skipped=0
[ $# -gt 0 ] || set -- "$here"/test_*.sh
for test in "$@"; do
    name=$(basename "$test" .sh)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/ravine-test-XXXXXX")
    log=$folder.log
    case $test in /*) ;; *) test=$PWD/$test ;; esac
    (cd "$folder" && sh "$test") >"$log" 2>&1
    case $? in
    0) passed=$((passed + 1)); echo "ok   cli: $name" ;;
    77) skipped=$((skipped + 1)); echo "     skipped $name: $(tail -n 1 "$log")" ;;
    *) failed=$((failed + 1)); echo "FAIL cli: $name"; sed 's/^/        /' "$log" ;;
    esac
    rm -rf "$folder" "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
