# `run --all`: every scenario but the long ones and those without their data; one table
. "$here/lib.sh"
need_python
[ -d /usr/local/share/ravine ] && skip "scenarios are installed"
mkdir -p bin scenarios/one scenarios/two
cp "$RAVINE" bin/ravine
unset RAVINE_PATH
cp "$here/scenarios/quick.yaml" scenarios/one/quick.yaml
cp "$here/scenarios/wrong.yaml" scenarios/two/wrong.yaml
{ cat "$here/scenarios/quick.yaml"; echo "long: true"; } >scenarios/two/lengthy.yaml
sed 's/data: {.*/data: {set: idx, images: none, labels: none, train: 96, validation: 64}/' \
    "$here/scenarios/quick.yaml" >scenarios/one/absent.yaml
expect 1 bin/ravine run --all --seeds 1 --no-plots --out everything
has out "absent      skipped: a data set is missing"
has out "lengthy     skipped: it takes long"
has out "2 scenarios (2 skipped): 3 of 4 claims held"
[ -s everything/quick/manifest.json ] && [ -s everything/wrong/manifest.json ] || fail "folders"
[ -e everything/lengthy ] && fail "a folder for a scenario that was left out"
# an array, also of one
expect 1 bin/ravine run --all --seeds 1 --no-plots --out array --json
python3 -c 'import json; assert len(json.load(open("out"))) == 2' || fail "no array"
rm scenarios/*/wrong.yaml scenarios/*/lengthy.yaml scenarios/*/absent.yaml
expect 0 bin/ravine run --all --seeds 1 --no-plots --out one --json
python3 -c 'import json; assert len(json.load(open("out"))) == 1' || fail "no array of one"
# with names it makes no sense
expect 2 bin/ravine run --all quick
