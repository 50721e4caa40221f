. "$here/lib.sh"
# a scenario, and the same run from its folder: the same maps; whatever the threads
cat >valley.yaml <<'END'
title: A small valley
recipe:
  data: {set: gratings, size: 8, train: 60, validation: 40}
  network: [{conv2d: {filters: 3, kernel: 3}}, batchnorm, relu, global_avgpool, {dense: {units: 2}}]
  optimizer: {learning_rate: 0.5}
  train: {batch: 16, epochs: 6}
  record: {from: 2}
seeds: {first: 4, count: 2}
variants:
  bouncing: {}
  settled: {optimizer.learning_rate: 0.01}
  wild: {optimizer.learning_rate: 1000, loss.name: mean_squared_error, network: [flatten, {dense: {units: 2}}], train.epochs: 30}
may_diverge: [wild]
END
expect 0 "$RAVINE" landscape valley.yaml --points 9 --out first
has out "valley, bouncing, seed 4: the plane through epochs"
has out "correlation"
has err "note: 81 points, about"
for file in train.npy validation.npy landscape.vtk landscape.gp landscape.dat landscape.svg; do
    [ -s "first/$file" ] || fail "no $file"
done
expect 0 "$RAVINE" run valley.yaml --no-plots --out run
expect 0 "$RAVINE" landscape run --points 9 --threads 3 --out second -q
empty out
empty err
for file in train.npy validation.npy landscape.vtk; do
    cmp -s "first/$file" "second/$file" || fail "$file of the folder is another one"
done
cmp -s first/train.npy first/validation.npy && fail "training and validation are one map"
expect 0 "$RAVINE" landscape run --points 9 --out third --statistics recalibrated --variant settled \
    --seed 5 -q
cmp -s first/train.npy third/train.npy && fail "another run has the same map"

expect 0 "$RAVINE" landscape run --points 9 --plane epochs=2,5 --out line --format txt
has out "the line through epochs 2 and 5"
[ -s line/landscape.txt ] || fail "no slices of a line"

# the document
expect 0 "$RAVINE" landscape run --points 9 --out json --json --no-plots
need_python
python3 - <<'END' || fail "the document"
import csv, json
d = json.load(open("out"))
assert {"plane", "axes", "points", "seconds", "train", "validation", "correlation", "path", "jump"} <= set(d), d
assert d["plane"] == "jump" and len(d["axes"]) == 2 and d["points"] == 81
assert d["axes"][0]["low"] == -0.8 and d["axes"][0]["high"] == 1.8
assert d["train"] == "json/train.npy" and d["validation"] == "json/validation.npy"
loss = [float(r["val_loss"]) for r in csv.DictReader(open("run/bouncing/seed-4/epochs.csv"))]
jump = max(range(2, len(loss)), key=lambda i: abs(loss[i] - loss[i - 1]))
assert d["jump"] == {"epoch": jump + 1, "from": loss[jump - 1], "to": loss[jump]}
assert [p["loss"] for p in d["path"]] == loss and [p["epoch"] for p in d["path"]] == [1, 2, 3, 4, 5, 6]
at = d["path"][jump - 1]
assert abs(at["x"]) < 1e-9 and abs(at["y"]) < 1e-9 and at["distance"] < 1e-9
assert abs(at["plane_loss"] - at["loss"]) < 1e-6
head = open("json/train.npy", "rb").read()
assert b"(9, 9)" in head[:128] and len(head) == 128 + 81 * 8
END

# what has no landscape: one sentence, exit 2, nothing written
refused() {
    expect 2 "$RAVINE" landscape "$@" --out refused
    empty out
    [ "$(wc -l <err)" -eq 1 ] || fail "more than a sentence: $(cat err)"
    [ ! -e refused ] || fail "a folder was made: $*"
}
refused run --variant wild
has err "diverged"
refused valley.yaml --variant wild
has err "diverged"
refused run --plane epochs=2,9,3
has err "no epoch 9"
refused run --plane epochs=2,3,2
has err "no length"
refused run --plane jumpp
has err "did you mean 'jump'"
refused run --seed 77
has err "no run"
refused run --variant calm
has err "calm"
mkdir nothing
refused nothing
has err "not a run folder"
cat >surface.yaml <<END
title: A surface
recipe: {surface: {name: quadratic}, train: {steps_per_epoch: 5, epochs: 4}}
END
refused surface.yaml
has err "surface"
rm -r nothing
# a folder of another version: its epochs are not those that come out
sed '4s/,[^,]*,/,0.7385,/' run/bouncing/seed-4/epochs.csv >other.csv
cp other.csv run/bouncing/seed-4/epochs.csv
refused run
has err "run it anew: ravine run run/scenario.yaml"
rm run/bouncing/seed-4/summary.json
refused run --variant bouncing --seed 4
has err "no run"
