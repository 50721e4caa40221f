. "$here/lib.sh"
# a folder has one owner: a second run into it is refused with the pid of the first, whatever its
# options, and so are figures; a killed owner has it no more
"$RAVINE" run slow --no-plots --threads 1 --out kept >first 2>&1 &
pid=$!
for _ in $(seq 300); do
    [ -e kept/manifest.json ] && break
    sleep 0.02
done
kill -STOP $pid
for command in "run quick --out kept" "run quick --out kept --force" "plot kept" \
    "surface quadratic --out kept --force"; do
    # shellcheck disable=SC2086 # words
    expect 2 "$RAVINE" $command
    has err "the folder 'kept' is being written by process $pid"
    empty out
done
has kept/manifest.json '"scenario": "slow"'
kill -KILL $pid
wait $pid
mkdir -p kept/other/seed-1/weights kept/figures
echo half >kept/other/seed-1/epochs.csv.tmp-0
echo old >kept/figures/jump-scatter.pdf
echo old >kept/other/seed-1/weights/epochs.npy
echo mine >kept/notes.txt
expect 2 "$RAVINE" run quick --out kept
has err "not empty"
expect 0 "$RAVINE" run quick --out kept --force
expect 0 "$RAVINE" run quick --out fresh
has kept/notes.txt mine
rm kept/notes.txt
(cd kept && find . | sort) >left
(cd fresh && find . | sort) >right
cmp -s left right || fail "the folder is not that of a fresh run: $(diff left right)"
cmp -s kept/settled/seed-3/epochs.csv fresh/settled/seed-3/epochs.csv || fail "other results"
# files that are not of a run are neither replaced nor removed
mkdir mine
echo mine >mine/scenario.yaml
expect 2 "$RAVINE" run quick --out mine --force
has err "mine/scenario.yaml"
has mine/scenario.yaml mine
[ "$(ls -A mine)" = scenario.yaml ] || fail "something was written: $(ls -A mine)"
# a run of another recipe is refused by all who read the folder
expect 0 "$RAVINE" run quick --no-plots --set optimizer.momentum=0.5 --out other
mkdir all
cp -R fresh all/fresh
rm -r all/fresh/settled/seed-4
cp -R other/settled/seed-4 all/fresh/settled/seed-4
for command in "plot all/fresh" "pages all --out pages"; do
    # shellcheck disable=SC2086 # words
    expect 2 "$RAVINE" $command
    has err "settled/seed-4/summary.json:1:1: this run is of another recipe"
done
[ ! -e pages ] || fail "pages of it were written"
