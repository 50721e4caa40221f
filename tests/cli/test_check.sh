. "$here/lib.sh"
# check names all mistakes with place, line and caret; nothing is written
expect 0 "$RAVINE" check quick wrong "$here/scenarios/slow.yaml"
has out "quick: ok (3 variants, 2 claims)"
has out "slow: ok (2 variants, 0 claims)"
sed -e 's/learning_rate: 0.5/learnin_rate: 0.5/' -e 's/epochs: 6/epochs: many/' \
    -e 's/\[loss-curves\]/[loss-curvs]/' "$here/scenarios/quick.yaml" >bad.yaml
expect 2 "$RAVINE" check bad.yaml quick
has err "bad.yaml:"
has err "learning_rate"
has err "epochs"
has err "^"
has out "quick: ok"
sed 's/\[loss-curves\]/[loss-curvs]/' "$here/scenarios/quick.yaml" >bad.yaml
expect 2 "$RAVINE" check bad.yaml
has err "did you mean 'loss-curves'"
has err "figures: [loss-curvs]"
expect 2 "$RAVINE" run bad.yaml
expect 2 "$RAVINE" run quick bad.yaml --out here
expect 2 "$RAVINE" check missing.yaml
expect 2 "$RAVINE" check .
expect 2 "$RAVINE" run quik
has err "quick"
expect 2 "$RAVINE" run quick --set optimizer.learning_rate=fast
expect 2 "$RAVINE" run quick --set nonsense
# Of several --set the one with the mistake is named, quoted and marked.
expect 2 "$RAVINE" run quick --set optimizer.learning_rat=3 --set train.batch=0 --set seed=1
has err "--set optimizer.learning_rat=3: unknown key 'learning_rat'"
has err "--set train.batch=0: 'batch': 0 is out of range"
has err "    train.batch=0
                ^"
expect 2 "$RAVINE" run quick --variant setled
has err "settled"
expect 2 "$RAVINE" show bad.yaml
# Nothing is derived from a recipe with mistakes, and the files after it are checked too.
expect 2 "$RAVINE" check "$here/../bad/nothing-of-a-recipe-with-mistakes.yaml" quick
has err "a layer is a word"
lacks err "to keep"
lacks err "surface-paths"
has out "quick: ok"
nothing_here

# What `show -v` prints of a variant is a recipe: this one has units: classes, and pretraining on
# another number of them.
expect 0 "$RAVINE" show -v "$root"/scenarios/*/three-class-fine-tuning.yaml
for variant in last_layer unfrozen weighted; do
    { echo "recipe:"; sed -n "/^recipe of $variant\$/,/^\$/p" out | sed -e 1d -e 's/^/  /'; } >shown-$variant.yaml
    grep -q 'units: classes' shown-$variant.yaml || fail "no recipe of $variant in show -v"
done
expect 0 "$RAVINE" check shown-*.yaml
nothing_here

# What check accepts, run does not refuse: a file of images that is cut off is told with the key
# that names it, whether it is compressed or not, and nothing is written.
need_python
python3 - <<'END'
import gzip
images = bytes([0, 0, 8, 3, 0, 0, 0, 60, 0, 0, 0, 8, 0, 0, 0, 8]) + bytes(range(256)) * 15
labels = bytes([0, 0, 8, 1, 0, 0, 0, 60]) + bytes([0, 1, 2] * 20)
open("labels.yaml", "wb").write(labels) # the ending is one that nothing_here allows
open("whole.yaml", "wb").write(images)
open("cut.yaml", "wb").write(images[:-100])
open("zipped.yaml", "wb").write(gzip.compress(images))
open("cut-zip.yaml", "wb").write(gzip.compress(images)[:-20])
END
for images in whole cut zipped cut-zip; do
    echo "recipe:
  data: {set: idx, images: $images.yaml, labels: labels.yaml, train: 20, validation: 10}
  network: [flatten, {dense: {units: classes}}]
  train: {epochs: 1}" >idx-$images.yaml
done
expect 0 "$RAVINE" check idx-whole.yaml idx-zipped.yaml
expect 0 "$RAVINE" run idx-whole.yaml --seeds 1 --no-plots --out ran
rm -r ran
for images in cut cut-zip; do
    expect 2 "$RAVINE" check idx-$images.yaml
    has err "idx-$images.yaml:2:28: $images.yaml is "
    expect 2 "$RAVINE" run idx-$images.yaml --no-plots --out ran
    has err "idx-$images.yaml:2:28: $images.yaml is "
    nothing_here
done

# A figure that would have nothing to show is refused with its place, and not after the runs.
sed -e 's/\[loss-curves\]/[step-loss, protocols, stability]/' "$here/scenarios/quick.yaml" >figures.yaml
expect 2 "$RAVINE" check figures.yaml
has err "the figure 'step-loss' needs steps: set record.steps_every; the variant is"
has err "the figure 'protocols' compares protocols, and there are none"
has err "the figure 'stability' shows runs on a surface"
has err "figures: [step-loss, protocols, stability]"
expect 2 "$RAVINE" run figures.yaml --out ran
nothing_here
