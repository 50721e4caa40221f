. "$here/lib.sh"
need_python
# a line a claim, marks, and nothing is written
expect 0 "$RAVINE" margin quick --seeds 4
has out "quick, seeds 3 to 6: room, the factor by which a bound could be tightened"
has out "loose  on 100 % of the seeds"
has out "2 of 2 claims held"
expect 0 "$RAVINE" margin valley-bounce --seeds 2
has out "exact claims held"
lacks out "loose  "
nothing_here
expect 0 "$RAVINE" margin quick quick --seeds 2 --json
python3 - <<'END' || fail "the document"
import json
two = json.load(open("out"))
assert len(two) == 2 and two[0] == two[1] and two[0]["seeds"] == [3, 4]
claims = two[0]["claims"]
assert claims[0]["low"] <= claims[0]["median"] <= claims[0]["high"] and claims[0]["room"] > 1
assert claims[1]["mark"] == "loose" and claims[1]["room"] is None  # above 0: any bound would do
END
# a claim that fails is an exit status
expect 1 "$RAVINE" margin quick --seeds 2 --set bouncing:optimizer.learning_rate=0.001
has out "fails"
expect 2 "$RAVINE" margin
expect 2 "$RAVINE" margin no-such-scenario
