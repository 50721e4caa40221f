#!/bin/sh
# Valgrind over scripts of keys that go through every view: no error, nothing lost, nothing left but
# what curses keeps. Usage: tests/tui/memory.sh [RAVINE]     one line a script
here=$(cd "$(dirname "$0")" && pwd)
ravine=${1:-$here/../../build/ravine}
quick=$here/../cli/scenarios/quick.yaml
folder=$(mktemp -d "${TMPDIR:-/tmp}/ravine-memory-XXXXXX")
unset NO_COLOR RAVINE_THEME
export RAVINE_ISA=x86_64 OMP_NUM_THREADS=1 # valgrind does not know every instruction
failed=0

command -v valgrind >/dev/null || { echo "FAIL memory: valgrind is not here"; exit 1; }

check() { # name arguments...; keys on standard input
    name=$1
    shift
    cat >"$folder/keys"
    if valgrind -q --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all \
        --suppressions="$here/curses.supp" --error-exitcode=9 \
        "$ravine" tui "$@" >"$folder/log" 2>&1; then
        echo "ok   memory: $name"
    else
        echo "FAIL memory: $name"
        head -n 40 "$folder/log" | sed 's/^/     /'
        failed=1
    fi
}

check menu --keys "$folder/keys" --dump "$folder/dump" --size 100x30 <<KEYS
Down
/
j
u
BSpace
m
Enter
Escape
t
t
?
NPage
End
q
resize 60x20
resize 120x40
C-l
q
KEYS

check watch "$quick" --keys "$folder/keys" --dump "$folder/dump" --size 120x40 <<KEYS
wait idle
Left
n
e
wait idle
f
wait idle
Home
s
wait 20
resize 80x24
?
Escape
q
KEYS

# The whole lesson: vote, reveal to its last page, another measure, a change, four runs, the choices
# half way through their seeds.
check lesson "$here/scenarios/small.yaml" --threads 1 --keys "$folder/keys" --dump "$folder/dump" --size 80x24 <<KEYS
f
wait idle
v
a
B
Tab
c
wait 60
Enter
Space
Space
Space
Space
m
Down
q
c
Down
+
a
wait 30
c
Down
+
0
f
wait idle
r
Enter
q
q
KEYS

check lab --keys "$folder/keys" --dump "$folder/dump" --size 120x40 <<KEYS
l
Right
Up
n
Space
wait 40
s
f
wait idle
r
q
q
KEYS

# A sitting that ends in the middle of everything frees all the same.
check end "$quick" --keys "$folder/keys" --dump "$folder/dump" --ascii <<KEYS
wait 5
?
KEYS

printf 'next epoch\nhelp\nfinish\nback\nsearch\njumps\nquit\n' >"$folder/commands"
if XDG_STATE_HOME=$folder valgrind -q --leak-check=full --show-leak-kinds=all \
    --errors-for-leak-kinds=all --suppressions="$here/curses.supp" --error-exitcode=9 \
    "$ravine" tui "$quick" --plain <"$folder/commands" >"$folder/log" 2>&1; then
    echo "ok   memory: sentences"
else
    echo "FAIL memory: sentences"
    head -n 40 "$folder/log" | sed 's/^/     /'
    failed=1
fi
rm -rf "$folder"
exit $failed
