. "$here/lib.sh"
# SIGINT: exit 130, and what is there is whole
"$RAVINE" run slow --no-plots --threads 2 --out kept >out 2>err &
pid=$!
for _ in $(seq 300); do
    [ -e kept/manifest.json ] && break
    sleep 0.02
done
sleep 0.3
kill -INT $pid
wait $pid
status=$?
[ $status -eq 130 ] || fail "exit status $status: $(cat err)"
[ -s kept/manifest.json ] || fail "no manifest"
if command -v python3 >/dev/null; then
    python3 -m json.tool kept/manifest.json >/dev/null || fail "the manifest is cut"
fi
[ -z "$(find kept -name '*.tmp*')" ] || fail "temporary files stay"
for table in $(find kept -name epochs.csv); do
    awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' "$table" || fail "$table is cut"
done
# plot reads what is there
expect 0 "$RAVINE" plot kept

# what the finished runs can check is checked, in the document and on the screen, and of how many
cat >two.yaml <<'END'
title: One variant is over soon, the other is not
recipe:
  data: {set: gratings, classes: 2, train: 2000, validation: 500}
  train: {batch: 4, epochs: 10000}
seeds: {first: 1, count: 3}
variants:
  endless: {}
  short: {train.epochs: 1}
claims:
  - short.val_loss.last < 99
  - {says: short.val_loss.last > 99, over: median}
  - endless.val_loss.last < 99
END
for words in --json -v; do
    "$RAVINE" run two.yaml $words --no-plots --threads 2 --out two >out 2>err &
    pid=$!
    for _ in $(seq 3000); do
        [ -e two/short/seed-1/summary.json ] && break
        sleep 0.02
    done
    kill -INT $pid
    wait $pid
    status=$?
    [ $status -eq 130 ] || fail "exit status $status: $(cat err)"
    [ $words = -v ] && break
    need_python
    python3 - <<'END' || fail "the claims of an interrupted run"
import json
for claims in (json.load(open("out"))["claims"], json.load(open("two/manifest.json"))["claims"]):
    soon, median, never = claims
    n = soon["seeds"]
    assert 1 <= n <= 3 and soon["holds"] == soon["of"] == soon["required"] == n, soon
    assert soon["passed"] is True
    assert median["seeds"] == n and median["of"] == 1 and median["passed"] is False, median
    assert never["seeds"] == 0 and never["of"] is never["passed"] is None, never
END
    rm -r two
done
has out "interrupted, 0 of 3 seeds finished: 1 of 2 claims held, 1 not checked"
has out "not so on the medians over"
