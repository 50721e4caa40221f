#!/bin/sh
# Every exercise: written, not solved as it is, refused when a rule is broken, solved by the solution
# that tests/exercises/solutions holds.
# Usage: tests/exercises/run.sh RAVINE
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
ravine=$(realpath "${1:-build/ravine}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
unset RAVINE_PATH

# NAME WHAT STATUS COMMAND...
expect() {
    name=$1 what=$2 wanted=$3
    shift 3
    "$@" > log 2>&1
    got=$?
    if [ $got = "$wanted" ]; then
        echo "ok   $name: $what"
    else
        echo "FAIL $name: $what (exit $got, not $wanted)"
        cat log
    fi
}

"$ravine" exercise | while read -r name _; do
    solution=$(sed -n "s/^$name //p" "$root/tests/exercises/solutions")
    if [ -z "$solution" ]; then
        echo "FAIL $name: no solution in tests/exercises/solutions"
        continue
    fi
    sets=
    for pair in $solution; do
        sets="$sets --set $pair"
    done
    expect "$name" "written" 0 "$ravine" exercise "$name"
    cp "$name.yaml" before
    expect "$name" "the file is a scenario" 0 "$ravine" check "$name.yaml"
    expect "$name" "not solved as it is" 1 "$ravine" exercise "$name"
    expect "$name" "a rule is kept" 1 "$ravine" exercise "$name" --set record.threshold=7.25
    grep -q '^rule   record.threshold must stay' log || { echo "FAIL $name: names the rule"; cat log; }
    # Blanks cannot stand in an unquoted word.
    old=$IFS
    IFS='
'
    # shellcheck disable=SC2086
    set -- $(echo "$sets" | sed 's/ --set /\
--set\
/g; s/~/ /g' | sed '/^$/d')
    IFS=$old
    expect "$name" "solved" 0 "$ravine" exercise "$name" "$@"
    cmp -s "$name.yaml" before || echo "FAIL $name: the student's file was changed"
done

expect unknown "unknown name" 2 "$ravine" exercise calm-itt
grep -q "did you mean 'calm-it'" log || echo "FAIL unknown: names the nearest"
