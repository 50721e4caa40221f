#!/bin/sh
# Every test: both compilers, sanitizers, command line, bad input, bits, scenarios, documents,
# style, attacks. First the builds, each on all cores; then everything else, one part on each core.
# One line a part, with its seconds; then the longest; the last line is "N passed, N failed". Logs
# are in build/check/.
cd "$(dirname "$0")/.." || exit 1
logs=build/check
. tests/builds.sh
jobs=$(nproc 2>/dev/null || echo 2)

# Where a part writes, without ending: .log, and .result (passed, failed, seconds, name).
files_of() { # name
    echo "$logs/$(echo "$1" | tr ' /' '--')"
}

# Notes what a part came to, and says it.
tell() { # name passed failed seconds
    echo "$2 $3 $4 $1" > "$(files_of "$1").result"
    if [ "$3" != 0 ]; then
        echo "FAIL  $1: $3 of $(($2 + $3)) ($4 s), $(files_of "$1").log"
        grep -A 5 '^FAIL\|ERROR\|FAILED\|Sanitizer' "$(files_of "$1").log" | head -n 40 |
            sed 's/^/      /'
        tail -n 10 "$(files_of "$1").log" | sed 's/^/      /'
    elif [ "$kind" != unit ]; then # of those there is a line a build
        echo "ok    $1: $2 ($4 s)"
    fi
}

# Runs a part, of one of three kinds:
#   one    a command that is one test
#   lines  prints a line a test, "ok ..." or "FAIL ..."
#   unit   a program of unit tests, with cmocka's own counts
run_part() { # kind name command...
    kind=$1 name=$2 log=$(files_of "$2").log
    start=$(date +%s)
    shift 2
    "$@" > "$log" 2>&1 < /dev/null
    status=$?
    case $kind in
    one) good=$((status == 0)) bad=0 ;;
    lines) good=$(grep -c '^ok ' "$log") bad=$(grep -c '^FAIL' "$log") ;;
    unit) good=$(grep -c '^\[       OK \]' "$log") bad=$(grep -c '^\[  FAILED  \] test' "$log") ;;
    esac
    [ "$status" != 0 ] && [ "$bad" = 0 ] && bad=1
    [ "$good" = 0 ] && [ "$bad" = 0 ] && bad=1 # nothing ran: that is a failure
    tell "$name" "$good" "$bad" $(($(date +%s) - start))
}

# kind|name|command of all that needs the builds only. Long ones first, so that none is alone at the
# end.
parts() {
    echo 'lines|torture|tests/torture/run.sh short'
    echo 'lines|scenarios|tests/scenarios/run.sh build/ravine'
    command -v gcovr > /dev/null && echo 'one|coverage build and run|tests/coverage.sh'
    echo 'lines|same bits|tests/bits/run.sh'
    echo 'lines|documents|tests/docs/run.sh build/ravine'
    echo 'lines|the menu in a terminal|tests/tui/terminal.py'
    echo 'lines|exercises|tests/exercises/run.sh build/ravine'
    for name in sanitize gcc clang; do
        for program in "$(build_of $name)"/tests/test_*; do
            [ -f "$program" ] && [ -x "$program" ] &&
                echo "unit|$name: ${program##*/}|$program"
        done
    done
    echo 'lines|memory of the menu|tests/tui/memory.sh'
    echo 'lines|command line|tests/cli/run.sh'
    echo 'lines|setup|tests/setup/run.py'
    echo 'lines|screens of the menu|tests/tui/run.py'
    echo 'lines|screens in documents|tests/tui/documents.py'
    echo 'lines|style|tests/style/check.py build/libravine.a'
}

if [ "${1:-}" = --part ]; then
    IFS='|' read -r kind name command <<END
$2
END
    # shellcheck disable=SC2086 # words
    run_part "$kind" "$name" $command
    exit 0
fi

began=$(date +%s)
rm -rf $logs
mkdir -p $logs
ranks=$(pkg-config --exists ompi-c && echo ravine-mpi)
# shellcheck disable=SC2086 # a target or none
run_part one "build with gcc, warnings as errors" build gcc all tests $ranks
run_part one "build with clang, warnings as errors" build clang all tests
run_part one "build with sanitizers" build sanitize all tests
parts > $logs/parts
tr '\n' '\0' < $logs/parts | xargs -0 -n 1 -P "$jobs" "$0" --part

# A part that left no result did not end.
expected=$(($(wc -l < $logs/parts) + 3))
cat $logs/*.result > $logs/results
for name in gcc clang sanitize; do
    awk -v name="$name:" '$4 == name { n += $1; seconds += $3; programs++; bad += $2 }
        END { printf "%s  %s %d unit tests in %d programs (%d s)\n",
              n && !bad ? "ok  " : "FAIL", name, n, programs, seconds }' $logs/results
done
[ ! -f "$logs/coverage-build-and-run.log" ] || tail -n 3 "$logs/coverage-build-and-run.log"
echo "the longest parts:"
sort -k3,3nr $logs/results | head -n 12 | while read -r _ _ seconds name; do
    printf '%6d s  %s\n' "$seconds" "$name"
done
echo "in $(($(date +%s) - began)) s"
awk -v expected="$expected" '{ passed += $1; failed += $2 }
    END { if (NR < expected) failed += expected - NR
          printf "%d passed, %d failed\n", passed, failed
          exit failed > 0 }' $logs/results
