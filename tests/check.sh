#!/bin/sh
# Every test: both compilers, sanitizers, command line, bad input, bits, scenarios, documents,
# style. One line a part, with its seconds; the last line is "N passed, N failed". Logs are in
# build/check/.
cd "$(dirname "$0")/.." || exit 1
logs=build/check
mkdir -p "$logs"
. tests/builds.sh
passed=0 failed=0
jobs=$(nproc 2>/dev/null || echo 2)
began=$(date +%s)
last=$began

# What a part came to: "ok    style: 21 (3 s)".
tell() { # text
    now=$(date +%s)
    echo "$1 ($((now - last)) s)"
    last=$now
}

# A part whose tests are counted as one.
part() { # name command...
    name=$1
    shift
    log=$logs/$(echo "$name" | tr ' /' '--').log
    if "$@" > "$log" 2>&1; then
        passed=$((passed + 1))
        tell "ok    $name"
    else
        failed=$((failed + 1))
        tell "FAIL  $name, the end of $log"
        tail -n 30 "$log" | sed 's/^/      /'
    fi
}

# A part that prints one line a test, "ok ..." or "FAIL ...".
lines() { # name command...
    name=$1
    shift
    log=$logs/$(echo "$name" | tr ' /' '--').log
    "$@" > "$log" 2>&1
    status=$?
    good=$(grep -c '^ok ' "$log")
    bad=$(grep -c '^FAIL' "$log")
    [ "$bad" = 0 ] && [ "$status" != 0 ] && bad=1
    [ "$good" = 0 ] && [ "$bad" = 0 ] && bad=1 # nothing ran: that is a failure
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" = 0 ]; then tell "ok    $name: $good"; else
        tell "FAIL  $name: $bad of $((good + bad)), $log"
        grep -A 5 '^FAIL' "$log" | head -n 40 | sed 's/^/      /'
        tail -n 5 "$log" | sed 's/^/      /'
    fi
}

# Runs one test program; its output and status go into files next to each other.
# shellcheck disable=SC2016 # the inner shell expands
run_one='"$0" > "$1" 2>&1; echo $? > "$1.status"'

# The unit tests of one build, a program on each core: cmocka's own counts.
unit() { # name build-folder
    good=0 bad=0
    programs=$(for p in "$2"/tests/test_*; do [ -f "$p" ] && [ -x "$p" ] && echo "$p"; done)
    for program in $programs; do
        echo "$program $logs/$1-$(basename "$program").log"
    done | xargs -P "$jobs" -L 1 sh -c "$run_one"
    for program in $programs; do
        log=$logs/$1-$(basename "$program").log
        ok=$(grep -c '^\[       OK \]' "$log")
        no=$(grep -c '^\[  FAILED  \] test' "$log")
        [ "$(cat "$log.status")" != 0 ] && [ "$no" = 0 ] && no=1
        [ "$ok" = 0 ] && [ "$no" = 0 ] && no=1
        if [ "$no" != 0 ]; then
            echo "FAIL  $1: $(basename "$program") ($log)"
            grep -B 3 -A 3 'ERROR\|FAILED\|Sanitizer' "$log" | head -n 40 | sed 's/^/      /'
        fi
        good=$((good + ok))
        bad=$((bad + no))
    done
    [ "$good" = 0 ] && bad=$((bad + 1))
    passed=$((passed + good))
    failed=$((failed + bad))
    tell "$([ "$bad" = 0 ] && echo 'ok   ' || echo FAIL ) $1: $good unit tests"
}

part "build with gcc, warnings as errors" build gcc all tests
part "build with clang, warnings as errors" build clang all tests
part "build with sanitizers" build sanitize all tests
unit gcc build
unit clang build/clang
unit sanitizers build/sanitize
lines "style" tests/style/check.py build/libravine.a
lines "setup" tests/setup/run.py
lines "command line" tests/cli/run.sh
lines "same bits" tests/bits/run.sh
lines "screens of the menu" tests/tui/run.py
lines "screens in documents" tests/tui/documents.py
lines "the menu in a terminal" tests/tui/terminal.py
lines "memory of the menu" tests/tui/memory.sh
lines "scenarios" tests/scenarios/run.sh build/ravine
lines "exercises" tests/exercises/run.sh build/ravine
lines "documents" tests/docs/run.sh build/ravine
lines "torture" tests/torture/run.sh short
if command -v gcovr >/dev/null; then
    part "coverage build and run" tests/coverage.sh
    tail -n 3 "$logs/coverage-build-and-run.log"
fi

echo "in $(($(date +%s) - began)) s"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
