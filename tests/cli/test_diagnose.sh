# `diagnose`: reads a log of another program, from a file or standard input
. "$here/lib.sh"
need_python
cat >train.log <<'END'
seed 3
Epoch 1/4, Train Loss: 1.50, Val Loss: 1.25, Val Acc: 40.00%, score_a: 7
Epoch 2/4, Train Loss: 1.25, Val Loss: 1.75, Val Acc: 42.50%, score_a: 6
Epoch 3/4, Train Loss: 1.00, Val Loss: 0.75, Val Acc: 57.50%, score_a: 5
END
expect 0 "$RAVINE" diagnose train.log
has out "train.log: read as prints, 3 epochs (1 to 3)"
has out "val_accuracy = Val Acc, percent"
has out "left out: 1 line"
has out "Not known, and told by options: --batch, --classes"
[ "$(wc -l <out)" -le 40 ] || fail "more than 40 lines"
"$RAVINE" diagnose --json - <train.log >out || fail "standard input"
python3 - <<'END' || fail "the document"
import json
log = json.load(open("out"))
assert log["file"] == "-" and log["format"] == "prints" and log["runs"] == log["run"] == 1, log
assert log["epochs"] == 3 and log["columns"]["val_loss"] == "Val Loss", log
assert log["validation_examples"] == {"value": 40, "from": "accuracy grid"}, log
assert list(log) == ["file", "format", "runs", "run", "epochs", "columns", "validation_examples", "left_out",
                     "evidence", "causes", "cannot_tell", "next", "nearest"], list(log)
assert 1 <= len(log["causes"]) <= 5, log["causes"]
names = {e["name"] for e in log["evidence"]}
for cause in log["causes"]:
    assert cause["verdict"] in ("likely", "possible", "unlikely") and cause["odds"] > 0, cause
    assert names >= set(cause["for"] + cause["against"]), cause
END
expect 0 "$RAVINE" diagnose --markdown train.log
has out "Your log has 3 epochs, validated on 40 examples (accuracy grid)"
has out "Read by \`ravine diagnose\`"
# what the options say comes first
expect 0 "$RAVINE" diagnose --json --column val=score_a --validation 80 train.log
has out '"val_loss": "score_a"'
has out '"validation_examples": {"value": 80, "from": "option"}'
expect 2 "$RAVINE" diagnose --column val=scoer_a train.log
has err "did you mean 'score_a'?"
expect 2 "$RAVINE" diagnose --column vall=score_a train.log
has err "'vall' is no role; did you mean 'val'?"
expect 2 "$RAVINE" diagnose --run 2 train.log
has err "2 is not in 1 .. 1"
# keys of the document are unique, whatever columns are called
printf 'train loss 2, loss 3, val loss 4\ntrain loss 1, loss 2, val loss 3\n' >twice.log
expect 0 "$RAVINE" diagnose --json twice.log
has out '"loss": "train loss", "val_loss": "val loss", "other/loss": "loss"'
# a figure, a stand-in, two logs, a log that grows
expect 0 "$RAVINE" diagnose train.log --out figure --format txt --as-scenario stand-in.yaml --classes 4
[ -s figure/diagnosis.txt ] || fail "no figure"
has stand-in.yaml "not the run itself"
has stand-in.yaml "classes: 4, train: 1000, validation: 40"
expect 0 "$RAVINE" check stand-in.yaml
expect 2 "$RAVINE" diagnose train.log --as-scenario stand-in.yaml
has err "'stand-in.yaml' is there already"
sed 's/Val Loss: 1/Val Loss: 3/' train.log >other.log
expect 0 "$RAVINE" diagnose train.log other.log
has out "validation loss"
has out "too few epochs to tell"
expect 2 "$RAVINE" diagnose --follow train.log other.log
"$RAVINE" diagnose --follow - <train.log >out || fail "following standard input"
has out "3 epochs (1 to 3)"
expect 0 "$RAVINE" run quick --no-plots --out folder --threads 1
expect 0 "$RAVINE" diagnose folder
has out "folder: read as csv, run 6 of 6"
has out "val_loss = val_loss"
mkdir bare
expect 2 "$RAVINE" diagnose bare
has err "a folder without epochs.csv"
# no log: one sentence that says what was looked for
printf 'Dear all,\nmy loss does not go down. What can I do?\n' >letter
expect 2 "$RAVINE" diagnose letter
has err "letter:1:1: no loss or accuracy"
has err "looked for JSON or dictionaries of Python, CSV with a header"
expect 2 "$RAVINE" diagnose nothing.log
: >empty
expect 2 "$RAVINE" diagnose empty
