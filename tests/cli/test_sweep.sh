. "$here/lib.sh"
need_python
grid="--vary optimizer.learning_rate=0.05..5:3:log --vary train.batch=8,16 --variant bouncing --no-plots"

# what is wrong is told before anything is written
wrong() { # text arguments...
    text=$1
    shift
    expect 2 "$RAVINE" sweep "$@"
    has err "$text"
    nothing_here
}
wrong "SCENARIO is missing" --vary train.batch=1,2
wrong "--vary KEY=V1,V2,... is missing" quick
wrong "did you mean 'batch'" quick --vary train.bathc=1,2
wrong "did you mean 'quick'" quik --vary train.batch=1,2
wrong "every variant sets the key itself" quick --vary optimizer.learning_rate=0.5,1 --variant settled
wrong "--vary train.batch=0" quick --vary train.batch=8,0
wrong "the key 'train.batch' is there twice" quick --vary train.batch=8,4 --vary train.batch=3,2
wrong "how many values" quick --vary train.batch=2..8
wrong "unknown optimizer 'adm' (did you mean 'adam'?)" quick --vary optimizer.name=sgd,adm,lion
wrong "did you mean 'settled'" quick --vary setled:optimizer.learning_rate=1,2
wrong "--part needs --out DIR" quick $grid --part 1/2
wrong "it is I/N" quick $grid --part 3/2 --out d
wrong "--join DIR stands alone" quick --join d
wrong "cannot read the folder" --join nowhere
wrong "out of range" quick $grid --sample 0
# a value that is wrong only together with another one: which cell is told
wrong "(with data.validation=20, evaluate.examples={first: 50})" quick --vary data.validation=60,20 \
    --vary 'evaluate.examples={first: 20},{first: 50}'

# what it takes, and nothing written
expect 0 "$RAVINE" sweep quick $grid --dry-run
has out "12 runs: 6 cells (optimizer.learning_rate x 3, train.batch x 2), 1 variant, 2 seeds from 3"
has out "memory about"
nothing_here
expect 0 "$RAVINE" sweep quick $grid --dry-run --json
python3 -c 'import json; d = json.load(open("out"))
assert d["runs"] == 12 and d["done"] == 0 and d["cells"] == [] and d["table"] is None
assert d["seconds"] > 0 and d["memory_bytes"] > 0 and d["disk_bytes"] > 0' || fail "dry run"
nothing_here

# whole, on one thread and on two; the document
expect 0 "$RAVINE" sweep quick $grid --out one --threads 1
has out "Median [minimum to maximum] over the seeds."
has out "one/table.csv"
expect 0 "$RAVINE" sweep quick $grid --out two --threads 2 --json
diff -r one two || fail "threads change files"
empty err
python3 - <<'END' || fail "table and document"
import csv, json
rows = list(csv.DictReader(open("one/table.csv")))
assert len(rows) == 12 and [r["run"] for r in rows] == [str(i) for i in range(1, 13)]
assert rows[0]["optimizer.learning_rate"] == "0.05" and rows[0]["train.batch"] == "8"
assert [r["seed"] for r in rows[:2]] == ["3", "4"] and rows[2]["train.batch"] == "16"
assert not any("time" in key or "second" in key for key in rows[0])
d = json.load(open("out"))
assert d["runs"] == d["done"] == 12 and d["table"] == "two/table.csv" and len(d["cells"]) == 6
cell = d["cells"][0]
assert cell["values"] == {"optimizer.learning_rate": 0.05, "train.batch": 8}
assert cell["variant"] == "bouncing" and cell["runs"] == 2 and cell["diverged"] == 0
both = sorted(float(r["fluctuation"]) for r in rows[:2])
assert abs(cell["measures"]["fluctuation"]["median"] - sum(both) / 2) < 1e-12
assert [cell["measures"]["fluctuation"][k] for k in ("low", "high")] == both
END

# the same numbers as `run` has
expect 0 "$RAVINE" run quick --set optimizer.learning_rate=0.5 --set train.batch=16 --seed 4 --seeds 1 \
    --variant bouncing --no-plots --json --out run
python3 - <<'END' || fail "not the numbers of run"
import csv, json
row = list(csv.DictReader(open("one/table.csv")))[7]
run = json.load(open("out"))["variants"][0]["runs"][0]
assert row["optimizer.learning_rate"] == "0.5" and row["train.batch"] == "16" and row["seed"] == "4"
for name in ("fluctuation", "last", "best"):
    assert float(row[name]) == run["measures"][name], name
END

# a folder that holds it: goes on; another one: refused; --force: anew
expect 0 "$RAVINE" sweep quick $grid --out two
has err "12 of 12 runs are there already"
diff -r one two || fail "the second call changed files"
head -n 4 two/journal.csv > journal && printf '4,finished,6,0.1' >> journal && mv journal two/journal.csv
rm two/table.csv two/cells.csv
expect 0 "$RAVINE" sweep quick $grid --out two -q
diff -r one two || fail "going on gives other files"
expect 2 "$RAVINE" sweep quick $grid --out two --seeds 3
has err "holds another sweep"
diff -r one two || fail "a refused call changed files"
expect 2 "$RAVINE" sweep quick $grid --out two --set train.epochs=5
has err "holds another sweep"
expect 0 "$RAVINE" sweep quick $grid --out two --seeds 1 --force -q
[ "$(wc -l < two/table.csv)" = 7 ] || fail "--force does not begin anew"
expect 2 "$RAVINE" sweep quick $grid --out run
has err "is not empty"
expect 2 "$RAVINE" sweep quick $grid --out run --force
has err "holds no sweep, but a file 'scenario.yaml'"

# parts, joined
for i in 1 3; do
    expect 0 "$RAVINE" sweep quick $grid --part $i/3 --out parts -q
done
expect 2 "$RAVINE" sweep --join parts
has err "part 2 of 3 is missing"
expect 0 "$RAVINE" sweep quick $grid --part 2/3 --out parts -q
cp parts/part-2-of-3/journal.csv whole
head -n 1 whole > parts/part-2-of-3/journal.csv
expect 2 "$RAVINE" sweep --join parts
has err "part 2 of 3 has 1 of its 4 runs"
mv whole parts/part-2-of-3/journal.csv
expect 0 "$RAVINE" sweep --join parts --json
for file in sweep.json scenario.yaml journal.csv table.csv cells.csv; do
    cmp "one/$file" "parts/$file" || fail "parts give another $file"
done
sed 's/"seed": 3/"seed": 4/' parts/part-3-of-3/sweep.json > other && mv other parts/part-3-of-3/sweep.json
expect 2 "$RAVINE" sweep --join parts
has err "is not part 3 of 3 of the same sweep"

# a list in brackets is one value; --set as in run; a Latin hypercube
expect 0 "$RAVINE" sweep quick --vary 'evaluate.examples={first: 30},all' --set train.epochs=3 --seeds 1 \
    --variant bouncing --out lists -q
python3 -c 'import csv; rows = list(csv.DictReader(open("lists/table.csv")))
assert [r["evaluate.examples"] for r in rows] == ["{first: 30}", "all"] and rows[0]["epochs"] == "3"' ||
    fail "lists"
expect 0 "$RAVINE" sweep quick --vary optimizer.learning_rate=0.01..1:log --vary train.batch=4..32 \
    --sample 5 --seeds 1 --variant bouncing --out sample
has out "random stream \`sweep\` of seed 3"
[ "$(wc -l < sample/table.csv)" = 6 ] || fail "a sample of 5 has not 5 rows"

# figures: of the grid a map each, of one key a curve, of a sample marks; the same of parts
command -v gnuplot >/dev/null || skip "gnuplot is not here"
both="--vary optimizer.learning_rate=0.05,0.5,5 --vary train.batch=8,16 --variant bouncing --seeds 2"
expect 0 "$RAVINE" sweep quick $both --out maps -q
empty err
for name in fluctuation last diverged curves; do
    [ -s "maps/figures/sweep-$name.svg" ] || fail "no figure sweep-$name"
done
grep -q '^set xtics (".*" 0, ".*" 1, ".*" 2)' maps/figures/sweep-fluctuation.gp || fail "no names at the axis"
lacks maps/figures/sweep-fluctuation.gp "no finite values"
python3 - <<'END' || fail "the numbers of the map"
import csv
cells = list(csv.DictReader(open("maps/cells.csv")))
rows = [line.split() for line in open("maps/figures/sweep-fluctuation.dat") if line[0] not in "#\n"]
for cell in cells:
    x = ["0.05", "0.5", "5"].index(cell["optimizer.learning_rate"])
    shown = float(rows[["8", "16"].index(cell["train.batch"])][x])
    assert abs(shown - float(cell["fluctuation"])) <= 1e-4 * shown, cell
END
for i in 1 2; do
    expect 0 "$RAVINE" sweep quick $both --part $i/2 --out halves -q
    [ ! -d "halves/part-$i-of-2/figures" ] || fail "a part has figures"
done
expect 0 "$RAVINE" sweep --join halves -q
diff -r maps/figures halves/figures || fail "parts give other figures"
expect 0 "$RAVINE" sweep quick --vary train.batch=4,8 --variant bouncing --out line -q --format txt
[ -s line/figures/sweep-last.txt ] || fail "no figure of one key"
expect 0 "$RAVINE" sweep quick --vary train.batch=4..9 --vary optimizer.learning_rate=0.1..1:log --sample 3 \
    --variant bouncing --out marks -q --format png
[ -s marks/figures/sweep-last.png ] || fail "no figure of a sample"
