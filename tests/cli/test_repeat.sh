. "$here/lib.sh"
# the folder's scenario repeats what was seen; plot redraws
expect 0 "$RAVINE" run quick --set train.batch=12 --variant bouncing --variant settled --out first
expect 0 "$RAVINE" run first/scenario.yaml --no-plots --out again
cmp first/settled/seed-4/epochs.csv again/settled/seed-4/epochs.csv || fail "not the same run"
command -v gnuplot >/dev/null || skip "gnuplot is not here"
rm first/figures/*
expect 0 "$RAVINE" plot first
[ -s first/figures/loss-curves.svg ] || fail "no figure"
expect 0 "$RAVINE" plot first --format png
[ -s first/figures/loss-curves.png ] || fail "no other format"
(cd first/figures && rm loss-curves.svg && gnuplot loss-curves.gp) || fail "the script does not run"
# no gnuplot: exit 3, the rest stays, said once
mkdir bin
expect 3 env PATH="$PWD/bin" "$RAVINE" run quick --out second
[ -s second/manifest.json ] || fail "nothing kept"
[ "$(grep -c gnuplot err)" -eq 1 ] || fail "said $(grep -c gnuplot err) times"
