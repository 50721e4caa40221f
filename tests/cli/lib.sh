# What the tests share. A test runs in an empty folder; $RAVINE is the program, $here this folder.
set -u

fail() {
    echo "$*"
    exit 1
}

skip() {
    echo "$*"
    exit 77
}

# expect STATUS COMMAND...: runs it, output in ./out and ./err.
expect() {
    wanted=$1
    shift
    "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -ne "$wanted" ]; then
        echo "exit status $got, not $wanted: $*"
        cat out err
        exit 1
    fi
}

# has FILE TEXT: the text stands in the file.
has() {
    grep -qF -- "$2" "$1" && return
    echo "'$2' is not in $1:"
    cat "$1"
    exit 1
}

lacks() {
    grep -qF -- "$2" "$1" || return 0
    echo "'$2' should not be in $1:"
    cat "$1"
    exit 1
}

empty() {
    [ -s "$1" ] || return 0
    echo "$1 should be empty:"
    cat "$1"
    exit 1
}

# nothing_here: no file but out and err in the folder.
nothing_here() {
    rest=$(ls -A | grep -v -e '^out$' -e '^err$' -e '\.yaml$')
    [ -z "$rest" ] || fail "files were written: $rest"
}

need_python() {
    command -v python3 >/dev/null || skip "python3 is not here"
}
