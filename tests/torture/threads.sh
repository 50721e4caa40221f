#!/bin/sh
# Threads that race, under ThreadSanitizer: everything that uses several at once, on four of them,
# whatever the machine has. Called as tests/torture/run.sh says, with $B a build with
# ThreadSanitizer: attack number n, with n as the first seed of its runs, is line n modulo their
# number of the list below.
#
# OpenMP's runtime is not instrumented: its barriers and locks would look like no order at all.
# libarcher, which comes with LLVM's runtime, tells ThreadSanitizer about them.
set -u
program=$(realpath "$B/ravine") race=$(realpath "$B/torture/race")
work=$(mktemp -d "${TMPDIR:-/tmp}/threads-XXXXXX")
trap 'rm -rf "$work"' EXIT

OMP_TOOL_LIBRARIES=$(for file in /usr/lib/llvm-*/lib/libarcher.so /usr/lib*/libarcher.so \
    /usr/lib/*/libarcher.so; do [ -f "$file" ] && echo "$file"; done | tail -n 1)
if [ -z "$OMP_TOOL_LIBRARIES" ]; then
    echo "FAIL threads: libarcher.so is not here; libomp-dev brings it"
    exit 1
fi
# 66 is the exit status of a program with a race.
TSAN_OPTIONS='ignore_noninstrumented_modules=1 exitcode=66'
OMP_NUM_THREADS=4
export OMP_TOOL_LIBRARIES TSAN_OPTIONS OMP_NUM_THREADS

# Whether a command does what it should and has no race; what it says is in $work/said.
clean() { # command...
    "$@" > "$work/said" 2>&1 < /dev/null
    status=$?
    case $status in 0 | 1) ;; *) return 1 ;; esac # 1 is a claim that failed
    ! grep -q ThreadSanitizer "$work/said"
}

attacks='
run quick.yaml --no-plots --seeds 3
run quick.yaml --no-plots --seeds 2 --shares
run quick.yaml --no-plots --seeds 2 --branch 3 --json
run wide.yaml --no-plots
run table.yaml --no-plots
run formula.yaml --no-plots
tui quick.yaml
'
count=$(echo "$attacks" | grep -c .)

attack() { # number
    # shellcheck disable=SC2046 # words
    set -- "$1" $(echo "$attacks" | grep . | sed -n "$(($1 % count + 1))p")
    seed=$1 command=$2
    shift 2
    case $command in
    tui) # a vote, the reveal with its trials of all choices, a change asked of five seeds
        printf '%s\n' 'wait 3' v 1 Enter 'wait idle' c Enter 0 . 1 Enter 5 'wait idle' q y > keys
        set -- "$@" --keys keys --dump /dev/null
        ;;
    *) set -- "$@" --seed "$seed" --out out --force ;;
    esac
    if clean "$program" "$command" --threads 4 "$@"; then
        echo "ok threads: $command $*"
    else
        echo "FAIL threads: 1 $seed: $command $* (status $status)"
        head -n 60 "$work/said"
    fi
}

case ${1:-} in
self-test)
    clean "$race" race
    if [ $status = 66 ]; then echo "ok threads: a planted race is found"
    else echo "FAIL threads: a planted race is not found"; fi
    if clean "$race" ordered; then echo "ok threads: ordered threads are let alone"
    else echo "FAIL threads: ordered threads are blamed"; fi
    ;;
[0-9]*)
    cp tests/torture/threads/*.yaml tests/cli/scenarios/quick.yaml "$work" && cd "$work" || exit
    printf 'a,b,class\n' > table.csv
    i=0
    while [ $i -lt 20 ]; do
        echo "$i.5,$((i * i % 7)),$((i % 2))" >> table.csv
        i=$((i + 1))
    done
    at=$2
    while [ "$at" -lt $(($1 + $2)) ]; do
        attack "$at"
        at=$((at + 1))
    done
    ;;
esac
