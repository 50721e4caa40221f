#!/bin/sh
# The campaign: harnesses that attack the program with what nobody wrote down, drawn from seeds.
#
#     tests/torture/run.sh                     at length: hours (`make torture`)
#     tests/torture/run.sh short               a bounded part, three minutes on two cores (`make check`)
#     tests/torture/run.sh [short] NAME...     only these rows of the table
#     COUNT=5000 SEED=1001 tests/torture/run.sh NAME    other counts, fresh seeds
#
# A harness is a program in this folder. It is called
#
#     COMMAND self-test      plants a fault of the kind that it looks for, and finds it
#     COMMAND COUNT SEED     makes COUNT attacks, the first from SEED, the next from SEED + 1, ...
#
# and prints a line for each thing that held or not, "ok ..." or "FAIL ...". A FAIL line says which
# seed repeats it (`COMMAND 1 SEED`). No other state: the same numbers are the same attacks, whatever
# the machine. A count is what bounds it, not a clock. What it writes goes below $TMPDIR, which is its
# own and goes away after it. It uses one thread (several run side by side) and ends all that it
# started. Output is in build/torture/NAME.log.
#
# To add one: a row. The build is one of tests/builds.sh, its folder is $B in the command; targets are
# relative to it: tests/torture/NAME.c becomes torture/NAME, linked with the library, or
# torture/NAME.so, to be preloaded (without sanitizers); "ravine" is the program.
#
# name | build | targets | command | short count | long count (-: not then)
table='
fuzz|sanitize|ravine fuzz/planted fuzz/scenario fuzz/tree fuzz/set fuzz/options fuzz/claim fuzz/formula fuzz/keys fuzz/csv fuzz/idx fuzz/npy fuzz/table fuzz/folder fuzz/sweep fuzz/log fuzz/array fuzz/results|tests/fuzz/run.sh|2000|1000000
menu|sanitize|ravine|tests/torture/menu.py|25|2000
recipes|sanitize|torture/recipes|$B/torture/recipes|40|2000
mutants|sanitize|torture/mutants|$B/torture/mutants|1000|100000
faults|gcc|ravine torture/fault.so torture/faults_planted|tests/torture/faults.py|60|20000
kill|gcc|ravine torture/kill.so|tests/torture/kill.py|30|1000
threads|thread|ravine torture/race|tests/torture/threads.sh|-|70
'
cd "$(dirname "$0")/../.." || exit 1
. tests/builds.sh

# The limit is for what hangs, not for what is slow.
run_one() { # name build command count
    name=$1 command=$3 count=${COUNT:-$4} log=build/torture/$1.log
    B=$(build_of "$2") TMPDIR=$(mktemp -d)
    export B TMPDIR OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
    started=$(date +%s)
    status=0
    for arguments in self-test "$count ${SEED:-1}"; do
        timeout -k 10 "$limit" sh -c "exec $command $arguments" < /dev/null || status=$?
        [ "$status" = 0 ] || break
    done > "$log" 2>&1
    rm -rf "$TMPDIR"
    [ "$status" = 124 ] && echo "FAIL $name: does not end within $limit s" >> "$log"
    grep -q '^FAIL' "$log" || [ "$status" = 0 ] || echo "FAIL $name: status $status" >> "$log"
    [ "$(grep -c '^ok \|^FAIL' "$log")" -ge 2 ] ||
        echo "FAIL $name: prints nothing for its self test or its attacks" >> "$log"
    grep '^ok \|^FAIL' "$log"
    grep -q '^FAIL' "$log" && grep -v '^ok \|^FAIL' "$log" | tail -n 20 | sed 's/^/      /'
    echo "    $name: $(($(date +%s) - started)) s, $log"
    ! grep -q '^FAIL' "$log"
}

if [ "${1:-}" = --row ]; then
    shift
    run_one "$@"
    exit
fi

how=long limit=36000
if [ "${1:-}" = short ]; then
    how=short limit=600
    shift
fi
export limit
mkdir -p build/torture
rows=$(echo "$table" | grep -v '^$')
for name in "$@"; do
    echo "$rows" | grep -q "^$name|" || { echo "torture: no harness is called '$name'" >&2; exit 2; }
done
wanted=" $* "
queue=build/torture/queue
: > "$queue"
status=0
echo "$rows" | {
    broken=0
    while IFS='|' read -r name build targets command short long; do
        case $wanted in "  " | *" $name "*) ;; *) continue ;; esac
        # shellcheck disable=SC2086 # a list
        if build "$build" $targets > "build/torture/$name.log" 2>&1; then
            [ $how = short ] && count=$short || count=$long
            [ "$count" = - ] || printf '%s\0' "$name" "$build" "$command" "$count" >> "$queue"
        else
            echo "FAIL $name: does not build"
            tail -n 20 "build/torture/$name.log" | sed 's/^/      /'
            broken=1
        fi
    done
    exit $broken
} || status=1
xargs -0 -r -n 4 -P "$(nproc)" "$0" --row < "$queue" || status=1
exit $status
