. "$here/lib.sh"
# the ending fits a screen, the folder is whole, a second run into it is refused
expect 0 "$RAVINE" run quick --out first
[ "$(wc -l <out)" -le 24 ] || fail "more than 24 lines"
[ "$(wc -L <out)" -le 80 ] || fail "a line is longer than 80"
head -n 1 out | grep -q "Which change calms it?" || fail "the question is not first"
has out "bouncing"
has out "settled"
has out "2 of 2 claims held"
has out "first"
empty err
for file in manifest.json scenario.yaml bouncing/seed-3/epochs.csv settled/seed-4/epochs.csv \
    bigger/seed-4/summary.json figures/loss-curves.svg figures/loss-curves.gp; do
    [ -s "first/$file" ] || fail "first/$file is not there"
done
head -n 1 first/bouncing/seed-3/epochs.csv | grep -q '^epoch,loss,accuracy,val_loss,val_accuracy,' ||
    fail "the columns of epochs.csv"
[ "$(wc -l <first/bouncing/seed-3/epochs.csv)" -eq 7 ] || fail "six epochs and a heading"
expect 2 "$RAVINE" run quick --out first
has err "not empty"
expect 0 "$RAVINE" run quick --out first --force -q
empty out
# a caption says what was computed, not where it went and how it was told
expect 0 "$RAVINE" run quick --out told --force -q --threads 2 --color=never --seeds 1
has told/manifest.json '"ravine run quick --seeds 1"'
# a failed claim: exit 1, its sentence or text, how often, in the ending
expect 1 "$RAVINE" run wrong --out second
has out "1 of 2 claims held"
has out "FAILED: bouncing.fluctuation < 0 * settled.fluctuation"
has out "held on 0 of 2 seeds, 2 required"
[ "$(wc -l <out)" -le 24 ] || fail "more than 24 lines"
[ -e second/figures/loss-curves.gp ] || fail "no figure where none is named: its curves"
has out "(it was made for 20 seeds)"
expect 1 "$RAVINE" run wrong -q
has out "FAILED"
# one run: Keras' lines
expect 0 "$RAVINE" run quick --variant settled --seeds 1 --no-plots --out third
has out "Epoch 6/6 - loss: "
has out " - val_accuracy: "
has out "1 not checked"
# the cured run is the answer and no other: the chart and the figure agree
expect 0 "$RAVINE" run quick --no-plots --out whole
has out "O bouncing"
has out "+ settled"
expect 0 "$RAVINE" run quick --variant bouncing --variant bigger --out part
has out "O bouncing"
lacks out "+ bigger"
lacks part/figures/loss-curves.gp "bigger: jumps"
# the default folder, twice in one second
expect 0 "$RAVINE" run quick --no-plots --seeds 1
expect 0 "$RAVINE" run quick --no-plots --seeds 1
[ "$(ls -d runs/quick-* | wc -l)" -eq 2 ] || fail "two folders"
# several scenarios
expect 1 "$RAVINE" run quick wrong --no-plots --out several
[ -s several/quick/manifest.json ] && [ -s several/wrong/manifest.json ] || fail "DIR/NAME"
grep -Eq "^quick +2 of 2 +[0-9]+ +[0-9.]+ s  several/quick$" out || fail "the row of quick"
has out "2 scenarios: 3 of 4 claims held"
has out "FAILED: "
expect 2 "$RAVINE" run quick wrong --no-plots --out several
# the same bits for any number of threads
expect 0 "$RAVINE" run quick --no-plots --threads 1 --out one
cmp one/settled/seed-4/epochs.csv first/settled/seed-4/epochs.csv || fail "threads change results"
# --set acts, and on one variant only
expect 0 "$RAVINE" run quick --no-plots --set settled:train.epochs=5 --seeds 1 --out four
[ "$(wc -l <four/settled/seed-3/epochs.csv)" -eq 6 ] || fail "--set VARIANT:KEY"
[ "$(wc -l <four/bouncing/seed-3/epochs.csv)" -eq 7 ] || fail "--set VARIANT:KEY changed another"
# a file in the way, a folder that cannot be made
: >file
expect 2 "$RAVINE" run quick --out file
expect 2 "$RAVINE" run quick --out file/inner
