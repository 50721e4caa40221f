#!/bin/sh
# Fuzzing of everything that reads bytes from outside: each target in tests/fuzz, and its seeds.
#
#     tests/fuzz/run.sh fuzz [TARGET]      with libFuzzer (clang), SECONDS each (60), or RUNS executions
#     tests/fuzz/run.sh COUNT SEED         the seeds and COUNT mutations of each, built in $B
#     tests/fuzz/run.sh self-test          the same finds the fault in planted.c
#
# The last two are a harness of tests/torture/run.sh. To add a target: a file NAME.c and a row.
#
# target | its seeds, beside tests/fuzz/seeds/NAME; $made has those that are made anew
table='
scenario|scenarios/*/*.yaml tests/bad/*.yaml tests/exercises/solutions/*.yaml
tree|scenarios/optimization/*.yaml tests/bad/*.yaml $made/*.json
set|
options|
claim|
formula|
keys|
csv|
idx|$made/*.idx $made/*.gz
npy|$made/*.npy
log|
array|$made/*.npy
table|$made/*.csv
results|scenarios/surfaces/*.results
folder|$made/*.folder
sweep|$made/*.sweep
'
cd "$(dirname "$0")/../.." || exit 1
. tests/builds.sh
targets=$(echo "$table" | sed -n 's/|.*//p')

# Millions of small files: in memory, where the system has a place for that.
if [ -w /dev/shm ]; then
    TMPDIR=$(mktemp -d /dev/shm/ravine-fuzz-XXXXXX)
else
    TMPDIR=$(mktemp -d)
fi
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT TERM
made=$TMPDIR/seeds

# A run folder as one text, see folder.c.
as_text() { # folder
    for file in manifest.json scenario.yaml; do
        echo "=== $file"
        cat "$1/$file"
    done
    for file in summary.json epochs.csv steps.csv events.csv weights/final.npy; do
        [ -f "$1/base/seed-1/$file" ] || continue
        echo "=== $file"
        cat "$1/base/seed-1/$file"
    done
}

# What the program itself writes, and what a shell writes more easily than a hand.
make_seeds() { # program
    mkdir -p "$made" || return
    for kind in network surface; do
        "$1" run "tests/fuzz/$kind.yaml" --no-plots --out "$made/$kind" > /dev/null || return
        as_text "$made/$kind" > "$made/$kind.folder"
        cp "$made/$kind/manifest.json" "$made/$kind.json"
        for file in "$made/$kind"/base/seed-1/*.csv; do
            cp "$file" "$made/$kind-${file##*/}"
        done
    done
    "$1" sweep tests/fuzz/network.yaml --vary train.batch=4,8 --seeds 1 -q --no-plots \
        --out "$made/sweep" || return
    { cat "$made/sweep/sweep.json" && echo === && cat "$made/sweep/journal.csv"; } > "$made/a.sweep"
    cp "$made/network/base/seed-1/weights/final.npy" "$made/final.npy"
    printf '\000\000\010\003\000\000\000\002\000\000\000\002\000\000\000\003ravine-valley' |
        head -c 28 > "$made/images.idx"
    printf '\000\000\010\001\000\000\000\006\000\001\002\000\001\002' > "$made/labels.idx"
    gzip -nc "$made/images.idx" > "$made/images.gz"
    gzip -nc "$made/labels.idx" > "$made/labels.gz"
}

# The files of a target's row and folder.
seeds() { # target
    more=$(echo "$table" | sed -n "s/^$1|//p" | sed "s|\$made|$made|g")
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
    { build gcc ravine && make_seeds build/ravine; } || exit
    for target in ${2:-$targets}; do
        echo "$targets" | grep -qx "$target" || { echo "fuzz: no target '$target'" >&2; exit 2; }
        fuzz "$target" || status=1
    done
    exit $status
    ;;
self-test)
    # A text of its own: mutations of a file that changes find the fault on some days only.
    printf '1,2,3,4\n5,6,7,8\n' > "$TMPDIR/seed"
    "$B/fuzz/planted" 20000 1 "$TMPDIR/seed" > "$TMPDIR/planted" 2>&1
    if [ $? = 1 ] && grep -q '^FAIL fuzz planted: 1 [0-9]* (' "$TMPDIR/planted"; then
        echo "ok fuzz: a planted fault is found"
    else
        echo "FAIL fuzz: a planted fault is not found"
    fi
    ;;
[0-9]*)
    make_seeds "$B/ravine" || echo "FAIL fuzz: the program makes no seeds"
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
