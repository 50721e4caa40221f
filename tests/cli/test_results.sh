# `results`: run folders as the stored results of their cases
. "$here/lib.sh"
mkdir -p own/topic
cp "$here/scenarios/quick.yaml" own/topic/quick.yaml
export RAVINE_PATH="$PWD/own"
"$RAVINE" run quick --no-plots --out runs/quick --seeds 3 >out 2>err
expect 0 "$RAVINE" results runs --out own
has out "own/topic/quick.results"
has own/topic/quick.results "seeds: [3, 4, 5]"
has own/topic/quick.results "  bouncing:"
# the same runs, the same bytes
cp own/topic/quick.results before
"$RAVINE" results runs --out own >out 2>err
cmp before own/topic/quick.results || fail "results of the same runs differ"
# a recipe that was not run has no result
sed 's/learning_rate: 0[.]/learning_rate: 0.1/' "$here/scenarios/quick.yaml" >own/topic/quick.yaml
expect 2 "$RAVINE" results runs --out own
has err "has no run of the variant"
cmp before own/topic/quick.results || fail "results were written all the same"
expect 2 "$RAVINE" results nowhere
expect 2 "$RAVINE" results
