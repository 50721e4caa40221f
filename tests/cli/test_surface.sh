. "$here/lib.sh"
# theory beside measurement, within a screen; divergence is a result; bad input before computing
screen() {
    [ "$(wc -l <out)" -le 24 ] || fail "more than 24 lines"
    awk 'length > 80 { exit 1 }' out || fail "a line of more than 80 columns"
    grep -qiwE 'nan|inf' out && fail "a number that is none"
    :
}
expect 0 "$RAVINE" surface quadratic --no-plots --out bounce
screen
has out "exact: the surface is a parabola"
has out "bounces      0.900     0.900"
has out "contracts    0.981     0.981"
has out "finished after 1000 steps"
[ -s bounce/sgd/seed-1/steps.csv ] || fail "no steps were recorded"
head -n 1 bounce/sgd/seed-1/steps.csv >columns
has columns "x,y,distance"
# the scenario in the folder repeats the run
expect 0 "$RAVINE" run bounce/scenario.yaml --no-plots --out again
cmp -s bounce/sgd/seed-1/steps.csv again/sgd/seed-1/steps.csv || fail "the scenario does not repeat the call"
expect 2 "$RAVINE" surface quadratic --no-plots --out bounce
# what cannot be written is said
mkdir blocked
: >blocked/sgd
expect 1 "$RAVINE" surface quadratic --no-plots --out blocked --force
has err "blocked/sgd"
rm -r blocked

# noise, many paths: within four standard errors
expect 0 "$RAVINE" surface quadratic --optimizer sgd:learning_rate=0.019 --set noise.name=gaussian \
    --set replicas=500 --set train.epochs=30 --no-plots --out noise
screen
has out "+-"
expect 0 "$RAVINE" surface quadratic --optimizer sgd:learning_rate=0.019 --set noise.name=gaussian \
    --set replicas=500 --set train.epochs=30 --no-plots --out noise --force --json
if command -v python3 >/dev/null; then
    python3 - <<'END' || fail "the document"
import json
d = json.load(open("out"))
assert set(d) == {"surface", "dimension", "runs"} and d["surface"] == "quadratic"
assert d["dimension"] == 2 and len(d["runs"]) == 1
run = d["runs"][0]
assert set(run) == {"optimizer", "steps", "stopped", "value", "distance", "forecast", "measured"}
assert run["steps"] == 1500 and run["stopped"] == "finished"
for f, m in zip(run["forecast"]["directions"], run["measured"]["directions"]):
    for name in ("variance", "correlation", "flips"):
        assert abs(f[name] - m[name]["value"]) < 4 * m[name]["error"], (name, f[name], m[name])
assert abs(run["forecast"]["directions"][0]["variance"] - 0.0019) < 1e-9
END
fi

# several optimizers at once, several of one name, a comma within one
expect 0 "$RAVINE" surface rosenbrock --optimizer sgd:learning_rate=0.0005,momentum=0.9,adam \
    --optimizer sgd:learning_rate=0.001 --start -1,1.5 --no-plots --out three
screen
has out "start (-1.00, 1.50)"
has out "sgd_2"
has out "nearest known minimum"
for name in sgd adam sgd_2; do
    [ -s "three/$name/seed-1/epochs.csv" ] || fail "no run of $name"
done

# every optimizer at once still fits the screen
all=$("$RAVINE" list optimizers | awk '{ printf "%s%s", sep, $1; sep = "," }')
expect 0 "$RAVINE" surface quadratic --optimizer "$all" --no-plots --out all
screen
has out "--json shows all"

# what theory says, and nothing is run
expect 0 "$RAVINE" surface quadratic --optimizer sgd:learning_rate=0.021 --predict
screen
has out "diverges"
lacks out "measured"
[ ! -d runs ] || fail "--predict wrote a folder"

# divergence is a result with its step
expect 0 "$RAVINE" surface quadratic --optimizer sgd:learning_rate=0.5 --no-plots --out away
screen
has out "diverged after 91 steps"
expect 0 "$RAVINE" surface quadratic --optimizer sgd:learning_rate=0.5 --no-plots --out away --force --json
grep -qiwE 'nan|inf' out && fail "NaN in JSON"

# closed forms of single surfaces; no forecast has its reason
expect 0 "$RAVINE" surface log_cosh --optimizer sgd:learning_rate=2.5 --no-plots --out cycle
screen
has out "theory 0.888, measured 0.888"
expect 0 "$RAVINE" surface catapult --optimizer sgd:learning_rate=1.1 --no-plots --out catapult
screen
has out "theory 17.7, measured 17.7"
expect 0 "$RAVINE" surface quadratic --optimizer lion --no-plots --out lion
has out "no forecast: each step moves every coordinate by the rate"
expect 0 "$RAVINE" surface quadratic --set surface.dimension=1000 --no-plots --out thousand
has out "200 dimensions"
rm -rf bounce again noise three all away cycle catapult lion thousand columns

# bad input: exit 2, before anything is written
expect 2 "$RAVINE" surface
expect 2 "$RAVINE" surface quadradic
has err "did you mean 'quadratic'"
expect 2 "$RAVINE" surface quadratic --optimizer adm
has err "did you mean 'adam'"
expect 2 "$RAVINE" surface quadratic --optimizer sgd:momentum=2
has err "'momentum'"
expect 2 "$RAVINE" surface quadratic --optimizer sgd:
expect 2 "$RAVINE" surface quadratic --optimizer sgd,,adam
has err "a name is missing"
expect 2 "$RAVINE" surface quadratic --start 1,x
has err "'start'"
# a word of the call is a value, whatever is in it: it adds no section to the recipe
expect 2 "$RAVINE" surface quadratic --predict --start '1,1]
  clip: {norm: 0.1}
#'
has err "'start'"
expect 2 "$RAVINE" surface quadratic --predict --optimizer 'sgd:learning_rate=0.01}
  clip: {norm: 0.1}
  #'
has err "--optimizer sgd:learning_rate=0.01}: no ':'"
expect 2 "$RAVINE" surface quadratic --predict --start "$(printf '1,\377')"
has err "--start"
expect 2 "$RAVINE" surface quadratic --predict --optimizer "$(printf 'sgd:momentum=\377')"
has err "--optimizer sgd:momentum="
expect 0 "$RAVINE" surface quadratic --predict --start ' 1 , 2 '
has out "start (1.00, 2.00)"
expect 2 "$RAVINE" surface booth --start 1,2,3
has err "2 dimensions"
expect 2 "$RAVINE" surface quadratic --set surface.dimension=1000 --predict
has err "at most 200 dimensions"
nothing_here

cat >valley.yaml <<'END'
recipe:
  surface: {name: quadratic, curvature: [50], dimension: 1}
  start: [0]
  optimizer: {name: sgd, learning_rate: 0.02}
  noise: {name: gaussian, sigma: 1}
variants:
  kept: {}
  dropped: {changes: [{epoch: 11, optimizer.learning_rate: 0.002}]}
END
expect 0 "$RAVINE" show valley.yaml --forecast
has out "dropped, from epoch 11"
has out "loss: theory 0.0100"
has out "loss: theory 5.26e-04"
expect 2 "$RAVINE" show quick --forecast
has err "only scenarios on a surface"
nothing_here
