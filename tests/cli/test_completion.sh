# What a shell completes: commands, options and their choices, scenarios, keys of --set. And the
# pages for man(1).
. "$here/lib.sh"
PATH=$(dirname "$RAVINE"):$PATH
export PATH

expect 0 "$RAVINE" help --completion bash
cp out completion.bash
cat >complete.bash <<'EOF'
. ./completion.bash
complete_line() { # words, as readline cuts them
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _ravine 2>/dev/null
    printf '%s\n' "${COMPREPLY[@]}"
}
compopt() { :; }
complete_line "$@"
EOF
completes() { # what must be among them, words...
    wanted=$1
    shift
    bash complete.bash "$@" >out 2>err || fail "bash: $(cat err)"
    grep -qx -- "$wanted" out || fail "'$*' is not completed to '$wanted' but to: $(head -n 5 out)"
}
completes surface ravine surf
completes --seeds ravine run --se
completes png ravine run x --format p
completes png ravine run x --format = p
completes quick ravine run qui
completes optimizer.learning_rate= ravine run x --set optimizer.learn
completes adam ravine run x --set optimizer.name = ad
completes adam ravine run x --set optimizer.name =
completes every-epoch ravine run x --set train.shuffle = every
completes run ravine help ru
bash complete.bash ravine list --see >out && ! grep -q seed out || fail "list takes no --seed"

# the others: what they have can be read by them
for shell in zsh fish; do
    expect 0 "$RAVINE" help --completion $shell
    cp out completion.$shell
    if command -v $shell >/dev/null; then
        $shell -n completion.$shell || fail "$shell does not read its completion"
    fi
done
shell=fish # where it is installed
if command -v $shell >/dev/null; then
    $shell -c 'source completion.fish; complete -C "ravine run --form"' >out
    has out "--format"
    $shell -c 'source completion.fish; complete -C "ravine run --set optimizer.name=ada"' >out
    has out "optimizer.name=adam"
fi
expect 2 "$RAVINE" help --completion tcsh
has err "bash"

# a page of each command, with every option of its help
expect 0 "$RAVINE" help --man
has out '.TH "RAVINE" 1'
expect 0 "$RAVINE" list commands
cut -d' ' -f1 out >names
[ -s names ] || fail "no commands"
checker=mandoc # where it is installed
while read -r name; do
    expect 0 "$RAVINE" help "$name" --man
    cp out page
    sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' <<EOF >options
$("$RAVINE" "$name" -h)
EOF
    [ -s options ] || fail "$name has no options"
    while read -r option; do
        grep -q -- "$(printf '%s' "$option" | sed 's/-/\\\\-/g')" page ||
            fail "$option is not in the page of $name"
    done <options
    if command -v $checker >/dev/null; then
        $checker -T lint -W error page >lint 2>&1 || fail "the page of $name: $(head -n 3 lint)"
    fi
done <names
