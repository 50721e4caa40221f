. "$here/lib.sh"
need_python
json() {
    python3 -m json.tool out >/dev/null || fail "not JSON: $*"
    grep -qiw -e nan -e inf out && fail "NaN in JSON"
    :
}
expect 0 "$RAVINE" list --json
json list
has out '"name": "quick"'
expect 0 "$RAVINE" list optimizers --json
json list optimizers
expect 0 "$RAVINE" run quick --json --no-plots --out one
json run
python3 -c 'import json
for v in json.load(open("out"))["variants"]:
    assert v["measures"] and all(sorted(r) == ["measures", "seed", "stopped"] for r in v["runs"])' ||
    fail "epochs without --json=full"
expect 2 "$RAVINE" run quick --json=fool
has err "stands alone or with"
expect 2 "$RAVINE" list --json=full
has err "takes no value"
expect 1 "$RAVINE" run quick wrong --json=full --no-plots --out two
json run two
python3 - <<'END' || fail "what is in the document"
import json
one = json.load(open("out"))
assert [s["scenario"] for s in one] == ["quick", "wrong"], one
quick = one[0]
assert quick["seeds"] == [3, 4]
assert [v["name"] for v in quick["variants"]] == ["bouncing", "settled", "bigger"]
run = quick["variants"][0]["runs"][0]
assert run["seed"] == 3 and len(run["epochs"]) == 6
assert run["epochs"][0]["epoch"] == 1 and "val_loss_se" in run["epochs"][0]
assert quick["claims"][0]["holds"] == 2 and quick["claims"][0]["passed"] is True
assert one[1]["claims"][0]["passed"] is False
assert quick["folder"] == "two/quick"
END
expect 0 "$RAVINE" bench --json
json bench
python3 - <<'END' || fail "what is in the bench"
import json
rows = json.load(open("out"))
assert [row["workload"] for row in rows] == ["W1"] * 3 + ["W2"] * 2 + ["W3", "W5", "W6", "W7"] + ["W4"] * 5
assert all(row["steps_per_s"] > 0 for row in rows[-5:])
for row in rows[:-5]:
    assert 0 < row["gflops"] < 1.2 * row["peak_gflops"], row
    assert ("points_per_s" in row) == (row["workload"] == "W5"), row
END
expect 0 "$RAVINE" bench W2 --layers --json
json layers
python3 - <<'END' || fail "what is in the layers"
import json
(load,) = json.load(open("out"))
names = {part["operation"] for part in load["parts"]}
assert names >= {"conv2d + relu + maxpool2d", "flatten + dense", "adam"}, names
assert {part["part"] for part in load["parts"]} >= {"forward", "gradient of weights"}
assert all(part["us_per_step"] >= 0 for part in load["parts"])
END
expect 0 "$RAVINE" bench large-lr --variant settled --set train.batch=7 --layers --json
json layers of a scenario
python3 - <<'END' || fail "what is in the layers of a scenario"
import json
(load,) = json.load(open("out"))
assert (load["workload"], load["variant"], load["batch"]) == ("large-lr", "settled", 7), load
assert {part["operation"] for part in load["parts"]} >= {"global_avgpool", "sgd"}
END
expect 2 "$RAVINE" bench larg-lr
grep -q "did you mean 'large-lr'" err || fail "the nearest scenario"
expect 2 "$RAVINE" bench catapult
grep -q "W4 measures" err || fail "a surface is no workload"
expect 2 "$RAVINE" bench large-lr --set optimizer.name=sam
expect 2 "$RAVINE" bench W1 --set train.batch=7
expect 2 "$RAVINE" bench W9
