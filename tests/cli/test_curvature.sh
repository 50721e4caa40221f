. "$here/lib.sh"
need_python
# a line an epoch, and what it says; nothing is written
expect 0 "$RAVINE" curvature quick
has out "quick, bouncing, seed 4"
has out "of limit"
has out "one direction of 50. Measured on 96 training examples."
nothing_here
# the document, to the letter
expect 0 "$RAVINE" curvature quick --seed 5 --variant settled --epochs 0,4-6 --top 3 --json
python3 - <<'END' || fail "the document"
import json
d = json.load(open("out"))
assert (d["variant"], d["seed"]) == ("settled", 5)
assert [e["epoch"] for e in d["epochs"]] == [0, 4, 5, 6]
for e in d["epochs"]:
    assert len(e["top"]) == len(e["residual"]) == 3
    assert e["top"] == sorted(e["top"], reverse=True)
    assert all(0 <= r < 0.01 * e["top"][0] for r in e["residual"])
    assert e["trace_error"] > 0
    assert abs(e["limit"] - 2 / 0.01) < 1e-9
    assert abs(e["rate_times_top_over_2"] - 0.01 * e["top"][0] / 2) < 1e-12
    assert e["noise_scale"] is None or e["noise_scale"] > 0
first, last = d["epochs"][0], d["epochs"][-1]
assert first["share_of_step"] is None and 0 <= last["share_of_step"] <= 1
assert "density" not in last and last["coordinates"] == 50
END
expect 0 "$RAVINE" curvature quick --epochs 2 --density --probes 3 --json
python3 - <<'END' || fail "the density"
import json
density = json.load(open("out"))["epochs"][0]["density"]
assert abs(sum(density["weights"]) - 1) < 1e-9
assert len(density["values"]) == len(density["weights"]) > 30
END
# the same from a run folder, to the last bit, whatever else ran
expect 0 "$RAVINE" curvature quick --seed 3 --epochs 6 --json
mv out anew
expect 0 "$RAVINE" run quick --out run -q
expect 0 "$RAVINE" curvature run --seed 3 --epochs 6 --json
cmp anew out || fail "the run folder gives something else"
# a surface
expect 0 "$RAVINE" curvature valley-bounce --epochs 1 --json
python3 -c 'import json; e = json.load(open("out"))["epochs"][0]; assert e["noise_scale"] is None'
# bad input: one sentence, nothing printed
refused() {
    expect 2 "$@"
    [ ! -s out ] || fail "something was printed: $*"
    [ "$(wc -l <err)" -eq 1 ] || fail "more than a sentence: $(cat err)"
}
refused "$RAVINE" curvature quick --epochs 7
has err "'7' is no list of epochs from 0 to 6, such as 0,5,20-25"
refused "$RAVINE" curvature quick --epochs 3-2
refused "$RAVINE" curvature quick --epochs 1,,2
refused "$RAVINE" curvature quick --epochs 99999999999999999999999
refused "$RAVINE" curvature no-such-scenario
refused "$RAVINE" curvature quick --variant bouncing --variant settled
refused "$RAVINE" curvature run --variant nobody
has err "'run' has no variant 'nobody'"
refused "$RAVINE" curvature run --seed 77
refused "$RAVINE" curvature run --set train.batch=4
mkdir empty
refused "$RAVINE" curvature empty
expect 0 "$RAVINE" run quick --out bare -q --set record.weights=none
refused "$RAVINE" curvature bare
has err "has no weights"
expect 1 "$RAVINE" run quick --out lost2 -q --set bouncing:optimizer.learning_rate=1000 --seeds 1
refused "$RAVINE" curvature lost2
has err "diverged"
sed 's/^ *"ravine": "[^"]*"/"ravine": "0.0.1"/; s/{"ravine": "[^"]*"/{"ravine": "0.0.1"/' run/manifest.json >m
mv m run/manifest.json
refused "$RAVINE" curvature run
has err "was made by ravine 0.0.1"
# another engine: an epoch that is not what the folder has
expect 0 "$RAVINE" run quick --out other -q
sed '4s/^3,[^,]*/3,0.123/' other/bouncing/seed-4/epochs.csv >m
mv m other/bouncing/seed-4/epochs.csv
refused "$RAVINE" curvature other
has err "of another version of ravine"
cat >none.yaml <<'END'
title: Nothing to train
cause: C01
recipe:
  data: {set: gratings, size: 8, train: 30, validation: 10}
  network:
    - global_avgpool
    - dense: {units: 2, trainable: false}
  train: {batch: 8, epochs: 1}
variants: {only: {}}
END
refused "$RAVINE" curvature ./none.yaml
has err "no parameters that are trained"
# recorded, claimed, changed key by key; a map and dotted keys are the same
sed -e 's/record: {from: 2}/record: {from: 2, curvature: {every: epoch, examples: 40}}/' \
    -e 's/^claims:/claims:\n  - {says: "bouncing.limit_share.mean > settled.limit_share.mean"}/' \
    "$here/scenarios/quick.yaml" >steep.yaml
expect 0 "$RAVINE" run ./steep.yaml --seeds 1 -q --out steep --set record.curvature.top=1
has steep/scenario.yaml "curvature.every: epoch"
has steep/scenario.yaml "curvature.top: 1"
has steep/scenario.yaml "curvature.examples: 40"
expect 0 "$RAVINE" run steep/scenario.yaml --seeds 1 -q --out again
cmp steep/bouncing/seed-3/epochs.csv again/bouncing/seed-3/epochs.csv || fail "not the same again"
expect 0 "$RAVINE" curvature steep --epochs 6 --top 1 --examples 40 --json
python3 - <<'END' || fail "the columns are not what the command measures"
import csv, json
row = list(csv.DictReader(open("steep/bouncing/seed-3/epochs.csv")))[5]
e = json.load(open("out"))["epochs"][0]
for column, key in (("limit_share", "share_of_limit"), ("step_share", "share_of_step"),
                    ("epoch_share", "share_of_epoch"), ("first_order_share", "first_order_share")):
    assert abs(float(row[column]) - e[key]) <= 1e-6 * abs(e[key]), column
assert row["curvature_2"] == ""
END
expect 2 "$RAVINE" show ./steep.yaml --set record.curvature.evry=epoch
has err "did you mean 'curvature.every'?"
expect 2 "$RAVINE" show quick --set record.curvature=epoch
has err "'curvature' is a map of keys"
expect 0 "$RAVINE" explain record.curvature.every
has out "record.curvature.every"
sed 's/, curvature: {every: epoch, examples: 40}//' steep.yaml >bare.yaml
expect 2 "$RAVINE" check ./bare.yaml
has err "'record.curvature.every: epoch' records"
sed 's/limit_share.mean >/limit_share.maen >/' steep.yaml >typo.yaml
expect 2 "$RAVINE" check ./typo.yaml
lacks err "only 'record"
# figures, drawn again by their scripts; threads change nothing
expect 0 "$RAVINE" curvature quick --epochs 5,6 --density --out figures --format txt --threads 1
[ -s figures/curvature.dat ] && [ -s figures/spectrum.gp ] || fail "no figures: $(ls figures)"
has figures/curvature.gp "of what the optimizer bears"
has figures/spectrum.gp "50 directions"
refused "$RAVINE" curvature quick --epochs 5 --out figures
expect 0 "$RAVINE" curvature quick --epochs 6 --threads 1 --json
mv out one
expect 0 "$RAVINE" curvature quick --epochs 6 --threads 2 --json
cmp one out || fail "threads change a result"
