. "$here/lib.sh"
# without a usable terminal: the help or a sentence on stderr, exit 2
expect 2 "$RAVINE"
has err "usage: ravine COMMAND"
empty out
expect 2 "$RAVINE" tui
has err "the menu needs a terminal, and standard input is none"
expect 2 "$RAVINE" case
has err "the menu needs a terminal"
# wrong usage
printf 'Down\nq\n' >keys
expect 2 "$RAVINE" tui --keys nowhere
has err "nowhere"
expect 2 "$RAVINE" tui --keys keys --size 80
has err "write columns x rows"
expect 2 "$RAVINE" tui --keys keys --size 0x0
expect 2 "$RAVINE" tui --dump screen
has err "belong to --keys"
expect 2 "$RAVINE" tui --keys keys --theme pink
has err "dark, light, projector"
expect 2 "$RAVINE" tui no-such-case --keys keys
has err "unknown scenario 'no-such-case'"
expect 2 "$RAVINE" tui quick --keys keys --record no/such/folder
printf '# a remark\nDown # another\n\nSpaces\n' >wrong
expect 2 "$RAVINE" tui --keys wrong
has err "wrong:4:1: 'Spaces' is no key"
printf 'wait long\n' >wrong
expect 2 "$RAVINE" tui --keys wrong
# the dump: so many lines, also after `q`; a smaller screen says what it needs
printf 'wait 3\n' >keys
expect 0 "$RAVINE" tui quick --keys keys --dump screen --size 100x30
[ "$(wc -l <screen)" = 30 ] || fail "$(wc -l <screen) lines"
has screen "demo seed"
expect 0 "$RAVINE" tui quick --keys keys --dump - --size 60x20
has out "needs 80 x 24; this window is 60 x 20"
printf 'q\nq\nDown\n' >keys
expect 0 "$RAVINE" tui quick --keys keys --dump screen
# ASCII only
printf 'f\nwait idle\n' >keys
expect 0 "$RAVINE" tui quick --keys keys --dump screen --ascii
LC_ALL=C grep -q '[^ -~]' screen && fail "not ASCII"
expect 0 "$RAVINE" tui quick --keys keys --dump screen
LC_ALL=C grep -q '[^ -~]' screen || fail "ASCII only"
# the same in a locale without UTF-8: the dump is UTF-8
cp screen utf8
LC_ALL=C expect 0 "$RAVINE" tui quick --keys keys --dump screen
cmp screen utf8 || fail "the dump depends on the locale"
# colours are asked for
expect 0 "$RAVINE" tui quick --keys keys --dump screen --color always
has screen "38;5;214"
expect 0 "$RAVINE" tui quick --keys keys --dump screen --color always --theme projector
has screen "48;5;231"
# a record without a terminal gives the keys back, with what was waited
printf 'Space\nwait 4\nn\nn\n?\nEscape\n' >keys
expect 0 "$RAVINE" tui quick --keys keys --dump one --record again
expect 0 "$RAVINE" tui quick --keys again --dump two
cmp one two || fail "the record does not repeat the screen"
# a case that a seed picks is the same twice; nothing is written by a script of keys
HOME=$PWD/home expect 0 "$RAVINE" case --seed 3 --keys keys --dump one
HOME=$PWD/home expect 0 "$RAVINE" case --seed 3 --keys keys --dump two
cmp one two || fail "seed 3 picks another case"
[ ! -e home ] || fail "a script wrote what was seen"
# sentences, from commands
printf 'next epoch\nfinish\nhelp\nnonsense\nback\nquit\n' >commands
XDG_STATE_HOME=$PWD/state "$RAVINE" tui quick --plain <commands >out 2>err
[ $? -eq 0 ] || fail "exit status of --plain"
empty err
has out "Validation loss: from"
has out "'nonsense' is no command here."
has out "Commands:"
has out "next epoch"
has state/ravine/seen "quick"
# curses takes memory for every cell: sizes have an end
for size in 1001x24 80x1001 9999x9999 0x24 80x; do
    echo "resize $size" >big.keys
    expect 2 "$RAVINE" tui --keys big.keys
    has err "'resize $size' is no key"
done
echo "resize 1000x1000" >big.keys
expect 0 "$RAVINE" tui --keys big.keys --dump screen
