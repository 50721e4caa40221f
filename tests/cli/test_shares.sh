. "$here/lib.sh"
need_python
# a table, and numbers that add up
expect 0 "$RAVINE" run quick --shares --no-plots --out three
has out "where the jumps and the level of val_loss come from"
has out "weights that move, as the loss that is trained sees it too"
expect 0 "$RAVINE" run quick --shares --seeds 1 --json --no-plots --out four
python3 - <<'END' || fail "the shares in the document"
import csv, json
document = json.load(open("out"))
shares = {(x["variant"], x["of"]): {p["name"]: p["median"] for p in x["parts"]}
          for x in document["shares"]}
names = {"running-statistics", "mode", "examples", "weighting", "scaling", "untrained-examples",
         "weights"}
for variant in ("bouncing", "settled"):
    jumps, level = shares[variant, "jumps"], shares[variant, "level"]
    assert set(jumps) == names and set(level) == names - {"weights"}
    assert abs(sum(jumps.values()) - 1) < 1e-9, jumps
    rows = list(csv.DictReader(open(f"four/{variant}/seed-3/epochs.csv")))[1:]
    apart = sum(float(r["val_loss"]) - float(r["share_training_loss"]) for r in rows) / len(rows)
    assert abs(sum(level.values()) - apart) < 1e-9, (level, apart)
for parts in (x["parts"] for x in document["shares"]):
    size = [abs(p["median"]) for p in parts]
    assert size == sorted(size, reverse=True), size
END
# each part is the largest where its cause is the lesson, by name
largest() { # scenario variant of part
    expect 0 "$RAVINE" run "$1" --variant "$2" --seeds 1 --shares --json --no-plots --out "$1-$2-$3"
    python3 - "$3" "$4" <<'END' || fail "$1: the largest part of the $3 is not $4"
import json, sys
shares = json.load(open("out"))["shares"]
parts = [x for x in shares if x["of"] == sys.argv[1]][0]["parts"]
sys.exit(parts[0]["name"] != sys.argv[2])
END
}
largest weighted-train-unweighted-val weighted jumps weighting
largest weighted-train-unweighted-val oversampled jumps weighting
largest frozen-bn-still-moves rate_zero level running-statistics
largest bn-train-mode-at-evaluation training_mode level mode
largest random-validation-subset thirty jumps examples
largest scaling-mismatch offset jumps scaling
largest overfit large jumps untrained-examples
largest large-lr bouncing jumps weights
# more than 100 % is said as what it is
has_beyond() { grep -q "More than 100 %: this part by itself jumps more" "$1"; }
expect 0 "$RAVINE" run large-lr --variant bouncing --seeds 1 --shares --no-plots --out beyond
has_beyond out || fail "a share beyond 100 % and no word about it"
expect 0 "$RAVINE" explain shares
for part in running-statistics mode examples weighting scaling untrained-examples weights; do
    has out "$part: "
done
expect 0 "$RAVINE" explain untrained-examples
has out "shares (of the jumps"
