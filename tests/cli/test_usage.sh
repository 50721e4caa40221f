. "$here/lib.sh"
# bad usage: exit 2, a message, nothing written
expect 2 "$RAVINE"
has err "usage: ravine"
empty out
expect 2 "$RAVINE" rnu
has err "did you mean 'run'"
expect 2 "$RAVINE" --frob
expect 2 "$RAVINE" run
has err "SCENARIO"
expect 2 "$RAVINE" run quick --thread 3
has err "not abbreviated: '--threads'"
expect 2 "$RAVINE" run quick --sede 3
has err "did you mean '--seed'"
expect 2 "$RAVINE" list --seeds 3
has err "no option of this command"
expect 2 "$RAVINE" list optimizers layers
has err "too many"
expect 2 "$RAVINE" list optimisers
has err "did you mean 'optimizers'"
expect 2 "$RAVINE" explain learnin_rate
has err "did you mean 'learning_rate'"
expect 2 "$RAVINE" explain
for value in 0 -1 1000 x 1.5 ''; do
    expect 2 "$RAVINE" run quick --threads "$value"
    [ "$(grep -c threads err)" -eq 1 ] || fail "one message for --threads '$value'"
done
has err "--threads"
expect 2 "$RAVINE" run quick --threads 1000
has err "256"
for value in -1 x 1e99 2.385; do
    expect 2 "$RAVINE" run quick --seed=$value
    has err "--seed"
done
for value in 0 -3 10001; do
    expect 2 "$RAVINE" run quick --seeds=$value
    has err "10000"
done
expect 2 "$RAVINE" run quick --format bmp
has err "pdf"
expect 2 "$RAVINE" run quick --force=yes
has err "takes no value"
expect 2 "$RAVINE" run quick --out
has err "takes a value"
expect 2 "$RAVINE" run quick -x
has err "unknown option '-x'"
expect 2 "$RAVINE" run quick --all
expect 2 "$RAVINE" plot nowhere
nothing_here
