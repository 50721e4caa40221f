#!/bin/sh
# Fuzzing of everything that reads bytes from outside: each target in tests/fuzz, and its seeds.
#
#     tests/fuzz/run.sh fuzz [TARGET]      with libFuzzer (clang), SECONDS each (60), or RUNS executions
#     tests/fuzz/run.sh COUNT SEED         the seeds and COUNT mutations of each, built in $B
#     tests/fuzz/run.sh self-test          the same finds the fault in planted.c
#
# The last two are a harness of tests/torture/run.sh. To add a target: a file NAME.c and a row.
# Its seeds are in tests/fuzz/seeds/NAME, and what the row names.
#
# target | further seeds
table='
scenario|scenarios/*/*.yaml tests/bad/*.yaml tests/exercises/solutions/*.yaml
tree|scenarios/optimization/*.yaml tests/bad/*.yaml
'
cd "$(dirname "$0")/../.." || exit 1
. tests/builds.sh
targets=$(echo "$table" | sed -n 's/|.*//p')

# The files of a target's row and folder.
seeds() { # target
    more=$(echo "$table" | sed -n "s/^$1|//p")
    for file in "tests/fuzz/seeds/$1"/* $more; do
        [ -f "$file" ] && echo "$file"
    done
}

fuzz() { # target
    build fuzz "fuzz/lib/$1" || return
    corpus=build/fuzz/corpus/$1
    mkdir -p "$corpus" build/fuzz/found
    for file in $(seeds "$1"); do
        cp "$file" "$corpus/$(echo "$file" | tr / -)"
    done
    limit=-max_total_time=${SECONDS_EACH:-60}
    [ -z "${RUNS:-}" ] || limit=-runs=$RUNS
    if build/fuzz/fuzz/lib/"$1" -max_len=4096 -timeout=20 -rss_limit_mb=4096 -close_fd_mask=1 \
        -artifact_prefix="build/fuzz/found/$1-" -print_final_stats=1 "$limit" "$corpus"; then
        echo "ok fuzz $1"
    else
        echo "FAIL fuzz $1: the input is in build/fuzz/found"
        return 1
    fi
}

case ${1:-} in
fuzz)
    status=0
    for target in ${2:-$targets}; do
        echo "$targets" | grep -qx "$target" || { echo "fuzz: no target '$target'" >&2; exit 2; }
        fuzz "$target" || status=1
    done
    exit $status
    ;;
self-test)
    "$B/fuzz/planted" 1000 1 README.md > "${TMPDIR:-/tmp}/planted" 2>&1
    if [ $? = 1 ] && grep -q '^FAIL fuzz planted: 1 [0-9]* (' "${TMPDIR:-/tmp}/planted"; then
        echo "ok fuzz: a planted fault is found"
    else
        echo "FAIL fuzz: a planted fault is not found"
    fi
    ;;
[0-9]*)
    for target in $targets; do
        # shellcheck disable=SC2046 # a list
        "$B/fuzz/$target" "$1" "$2" $(seeds "$target") ||
            [ $? = 1 ] || echo "FAIL fuzz $target: does not run"
    done
    ;;
*)
    sed -n '2,11s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
