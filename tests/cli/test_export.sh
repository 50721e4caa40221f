# `export`: a run as files; what cannot be is refused before anything is written
. "$here/lib.sh"
expect 0 "$RAVINE" export quick out1 --set train.epochs=2 --seed 3
for file in pytorch.py order.npy train-inputs.npy validation-labels.npy epochs.csv \
    initial/dense_1.kernel.npy final/dense_1.bias.npy; do
    [ -s "out1/$file" ] || fail "no $file"
done
has out "variant bouncing, seed 3"
expect 2 "$RAVINE" export quick out1
has err "out1"
expect 0 "$RAVINE" export quick out1 --set train.epochs=2 --force -q
empty out
expect 0 "$RAVINE" export quick out2 --variant settled --set train.epochs=2
has out2/pytorch.py "quick, variant settled, seed"
expect 2 "$RAVINE" export valley-bounce out3
has err "a path on a surface"
expect 2 "$RAVINE" export quick out3 --variant nothing
expect 2 "$RAVINE" export nothing out3
expect 2 "$RAVINE" export quick
[ ! -e out3 ] || fail "something was written"
# a run folder is a scenario too
expect 0 "$RAVINE" run quick --out ran --no-plots --seeds 1 -q
expect 0 "$RAVINE" export ran out4 --variant settled
expect 0 "$RAVINE" export quick out5 --variant settled
cmp out5/final/dense_1.bias.npy out4/final/dense_1.bias.npy || fail "another run"
