. "$here/lib.sh"
# a table is looked for beside the scenario that names it, from wherever ravine is called
mkdir lessons elsewhere
table() { printf '%s\n' 'a,b,kind' 1,2,x 2,1,y 3,1,x 1,4,y 2,2,x 3,3,y 4,1,x; }
table >lessons/flowers.csv
table | sed 's/3,3/9,9/' >other.csv
cat >lessons/flowers.yaml <<'END'
title: A table beside its scenario
recipe:
  data: {set: csv, file: flowers.csv, train: 4, validation: 2}
  network: [dense: {units: 2}]
  train: {batch: 2, epochs: 2}
seeds: {first: 3, count: 1}
variants:
  plain: {}
  dotted: {data.file: ./flowers.csv, optimizer.learning_rate: 0.1}
  nested: {data: {file: ../lessons/flowers.csv}, pretrain: {data.file: flowers.csv, seed: 1}}
END
expect 0 "$RAVINE" check lessons/flowers.yaml
(cd lessons && expect 0 "$RAVINE" check flowers.yaml) || exit 1
(cd elsewhere && expect 0 "$RAVINE" run ../lessons/flowers.yaml --no-plots --out ../one) || exit 1
lacks one/scenario.yaml "file: flowers"
has one/scenario.yaml "/lessons/flowers.csv"
has one/scenario.yaml "pretrain: {data.file: /"
# the folder's copy repeats the run from anywhere
(cd / && "$RAVINE" run "$OLDPWD/one/scenario.yaml" --no-plots --out "$OLDPWD/two") >out 2>err ||
    fail "$(cat err)"
for variant in plain dotted nested; do
    cmp one/$variant/seed-3/epochs.csv two/$variant/seed-3/epochs.csv || fail "$variant differs"
done
# a name on the command line is relative to where it is typed, and absolute in the folder
expect 0 "$RAVINE" run lessons/flowers.yaml --variant plain --set data.file=other.csv --no-plots --out three
has three/scenario.yaml "$PWD/other.csv"
expect 3 "$RAVINE" check lessons/flowers.yaml --set data.file=flowers.csv
has err "--set data.file=flowers.csv: flowers.csv is not there"
# standard input has no folder
expect 3 sh -c '"$RAVINE" check - <lessons/flowers.yaml'
(cd lessons && expect 0 sh -c '"$RAVINE" check - <flowers.yaml') || exit 1
# images likewise
sed 's/set: csv, file: flowers.csv/set: idx, images: pictures, labels: names/; /variants/,$d' \
    lessons/flowers.yaml >lessons/images.yaml
expect 3 "$RAVINE" check lessons/images.yaml
has err "lessons/pictures is not there"
# a name that would not fit into the folder's copy is refused where it stands
long=$(printf '%01020d' 0)
expect 2 "$RAVINE" check lessons/flowers.yaml --set data.file=$long
has err "the absolute name of this file is longer than 1023 bytes"
# a mistake in the table shows the table's own line
sed -i 's/2,1,y/2,abc,y/' lessons/flowers.csv
expect 2 "$RAVINE" check lessons/flowers.yaml
has err "lessons/flowers.csv:3:3: column 2: 'abc' is not a finite number"
has err "    2,abc,y"
has err "      ^"
lacks err "recipe:"
