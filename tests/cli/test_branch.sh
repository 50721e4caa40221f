. "$here/lib.sh"
need_python
# one state, then each variant's own change; the folder repeats it without the option
expect 0 "$RAVINE" run quick --branch 3 --no-plots --out one
python3 - <<'END' || fail "the epochs before and after the branch"
import csv
a, b = (list(csv.DictReader(open(f"one/{v}/seed-3/epochs.csv"))) for v in ("bouncing", "settled"))
same = [x["val_loss"] == y["val_loss"] for x, y in zip(a, b)]
assert same == [True] * 3 + [False] * 3, same
END
expect 0 "$RAVINE" run one/scenario.yaml --no-plots --out again
cmp -s one/settled/seed-3/epochs.csv again/settled/seed-3/epochs.csv || fail "it does not repeat"
# what is wrong with the option is told of the option, and once
for branch in 6 99; do
    expect 2 "$RAVINE" run quick --branch $branch --no-plots --out two
    has err "--branch: $branch is out of range: from 1 to 5, since the run ends with epoch 6"
    [ "$(wc -l <err)" -eq 1 ] || fail "more than one message: $(cat err)"
done
expect 2 "$RAVINE" run quick --branch 4 --set record.to=4 --no-plots --out two
has err "--branch: 4 is out of range: from 1 to 3, since 'record.to' is 4"
expect 2 "$RAVINE" run quick --branch 1 --set train.epochs=1 --set record.from=1 --out two
has err "--branch: nothing can follow a branch here: the run ends with epoch 1"
expect 2 "$RAVINE" run quick --branch 0
has err "branch"
