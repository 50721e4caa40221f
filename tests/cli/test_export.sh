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
# weights come back: a run begins with those of an export, and the run folder repeats it
expect 0 "$RAVINE" run quick --variant settled --weights-from out5 --out back --no-plots --seeds 1 -q
expect 0 "$RAVINE" run back/scenario.yaml --out again --no-plots -q
cmp back/settled/seed-3/epochs.csv again/settled/seed-3/epochs.csv || fail "another run"
cmp -s back/settled/seed-3/epochs.csv ran/settled/seed-3/epochs.csv && fail "from its own weights"
expect 2 "$RAVINE" run quick --weights-from nowhere --out not
has err "'nowhere' has no weights of this network: there is no conv2d_1.kernel.npy"
cp out5/final/dense_1.bias.npy out5/final/dense_1.kernel.npy
expect 2 "$RAVINE" run quick --weights-from out5 --out not
has err "numbers, this network takes"
head -c 100 out1/final/dense_1.bias.npy > out5/final/dense_1.kernel.npy
expect 2 "$RAVINE" curvature quick --weights-from out5
has err "is not a NumPy file of ravine"
expect 2 "$RAVINE" check quick-not-there --weights-from out5
# the recorder
expect 0 "$RAVINE" export --recorder pytorch recorder
has recorder/ravine_recorder.py "class Recorder:"
expect 2 "$RAVINE" export --recorder keras recorder
has err "is there already"
expect 0 "$RAVINE" export --recorder keras recorder --force -q
has recorder/ravine_recorder.py "class Recorder(keras.callbacks.Callback):"
expect 2 "$RAVINE" export --recorder theano recorder
expect 2 "$RAVINE" export --recorder keras quick recorder
need_python
python3 -m py_compile out1/pytorch.py recorder/ravine_recorder.py || fail "no Python"
