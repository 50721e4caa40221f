# `pages`: from run folders; the same bytes from the same runs, but for what a clock measures
. "$here/lib.sh"
{
    cat "$here/scenarios/quick.yaml" | sed '/^claims:/,$d'
    echo 'claims:'
    echo '  - {says: "bouncing.fluctuation > settled.fluctuation", sentence: A | bar.,'
    echo '     folk: lower the rate, verdict: holds}'
    echo '  - {says: "bigger.last < 0 * settled.last", folk: a bigger batch cures it, verdict: holds}'
    echo 'remedies: {settled: lower-rate, bigger: bigger-batch}'
} >lesson.yaml
"$RAVINE" run lesson.yaml "$here/scenarios/wrong.yaml" --no-plots --out runs --seeds 2 >out 2>err
# most folk claims are judged by nothing here: said, and no success, but the pages are there
expect 1 "$RAVINE" pages runs --out pages
has err "14 of 16 folk claims are judged by no claim"
has out "pages/remedies.md"
has pages/claims.md "| A \\| bar. | \`bouncing.fluctuation > settled.fluctuation\` | 2 of 2 |"
has pages/claims.md "**0 of 2**"
has pages/remedies.md "| lower-rate | [lesson](claims.md#lesson): \`settled\` |"
has pages/remedies.md "No remedy was tried against C02"
# whether it helps, in the words of the reveal: of the jumps, and of the final loss
grep -qE '`settled` \| [0-9].*\] \| cure \| .*\] \| (\*\*worse\*\*|chance|no) \|$' pages/remedies.md ||
    fail "the words of a remedy"
has pages/folk-claims.md "| lower the rate | holds | It calms whatever comes from the steps"
has pages/folk-claims.md "not confirmed: the claim that judges it failed"
# beside them the same scenarios on other seeds; one that was not run there is said to be so
"$RAVINE" run lesson.yaml --seed 901 --seeds 3 --no-plots --out fresh/lesson >out 2>err
expect 1 "$RAVINE" pages runs fresh --out both
has both/claims.md "On fresh seeds, that no setting and no bound was chosen on, **1 of 2 held**."
has both/claims.md "1 of 2 held, seeds 3 to 4; 1 of 2 held, seeds 901 to 903."
has both/claims.md "| \`bouncing.fluctuation > settled.fluctuation\` | 2 of 2 | 3 of 3 |"
has both/claims.md "| not run |"
cmp pages/remedies.md both/remedies.md || fail "the page of remedies has other seeds"
expect 2 "$RAVINE" pages runs nowhere
# again from the same folders: the same bytes; from the same runs: all but the parts by the clock
"$RAVINE" pages runs --out again >out 2>err
for page in claims remedies folk-claims; do cmp pages/$page.md again/$page.md || fail $page; done
"$RAVINE" run lesson.yaml "$here/scenarios/wrong.yaml" --no-plots --out rerun --seeds 2 >out 2>err
"$RAVINE" pages rerun --out third >out 2>err
for page in claims remedies folk-claims; do
    sed '/^## Time/,$d; /^## Cost in time/,$d' pages/$page.md >one
    sed '/^## Time/,$d; /^## Cost in time/,$d' third/$page.md >two
    cmp one two || fail "$page of another run"
done
# a run that was not finished is left out
cp -r runs unfinished
sed 's/"interrupted": false/"interrupted": true/' runs/lesson/manifest.json >unfinished/lesson/manifest.json
expect 1 "$RAVINE" pages unfinished --out fourth
has err "unfinished/lesson is not finished and left out"
lacks fourth/claims.md "lesson"
# what is no folder of runs
mkdir empty
expect 2 "$RAVINE" pages empty
expect 2 "$RAVINE" pages nowhere
