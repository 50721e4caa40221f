. "$here/lib.sh"
# what a table is read as, in the words of the contract
printf 'Länge;Breite;Art\n5,1;3,5;a\n4,9;3;b\n4,7;3,25;a\n' >de.csv
expect 0 "$RAVINE" data de.csv
has out "csv: 3 rows, 2 features, 2 classes"
has out "separated by semicolons"
has out "the comma is the decimal sign"
has out "label Art: a 2, b 1"
expect 0 "$RAVINE" data de.csv --json
cat >expected <<'JSON'
{"file": "de.csv", "format": "csv", "rows": 3, "features": 2, "label": "Art", "classes": [{"name": "a", "count": 2}, {"name": "b", "count": 1}], "dropped": [], "warnings": []}
JSON
cmp out expected || fail "$(cat out)"
# what is left out and what is odd
{ echo Id,size,same,kind; for i in 1 2 3 4 5 6 7 8; do echo $i,1.$i,7,$((i % 2)); done; } >odd.csv
expect 0 "$RAVINE" data odd.csv --json
has out '"dropped": ["Id"]'
has out "'same' is the same in all rows"
expect 0 "$RAVINE" data odd.csv --set drop=same --set data.label=kind
lacks out "is the same"
# no classes: the file, the reason, the way out
{ echo size,price; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo 1.5,$i.25; done; } >price.csv
expect 2 "$RAVINE" data price.csv
has err "price.csv: 'price' has 12 values in 12 rows: these are no classes"
# a mistake has its place
printf 'a,b,k\n1,2,x\n3,"1,000",y\n' >thousand.csv
expect 2 "$RAVINE" data thousand.csv
has err "thousand.csv:3:3: column 2: '1,000' is not a finite number"
has err "decimal: comma"
expect 3 "$RAVINE" data nowhere.csv
expect 2 "$RAVINE" data de.csv --set sepa=comma
has err "--set sepa=comma: csv has no key 'sepa'"
printf 'PK\003\004rest' >book.xlsx
expect 2 "$RAVINE" data book.xlsx
has err "save the sheet as CSV"

# a table, and one of its own for validation; sizes, network and what is said before the run
{ echo a,b,who,k; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $((i % 5)).5,$i.25,p$((i % 4)),$((i % 2)); done; } >own.csv
head -n 5 own.csv >val.csv
cat >own.yaml <<'END'
title: A table of one's own
recipe:
  data: {set: csv, file: own.csv, group: who, label: k}
  train: {batch: 2, epochs: 1}
seeds: {first: 1, count: 1}
variants:
  plain: {}
  apart: {data.validation_file: val.csv}
  groups: {split: {order: group}}
  folds: {split: {order: fold, folds.count: 4}, data: {validation: 3}}
  copies: {split: {copies.count: 2, copies.noise: 0.1, order: group}}
END
expect 0 "$RAVINE" run own.yaml --no-plots --out own
has out "12 rows, 2 features, 2 classes"
has out "training, 10:"
has out "validation, 2:"
expect 0 "$RAVINE" show own.yaml
has out "relu_2"
expect 2 "$RAVINE" check own.yaml --set split.order=fold --set data.validation=6
has err "5 folds of 6 validation examples are more than the pool"
sed 's/, group: who//' own.yaml >no-group.yaml
expect 2 "$RAVINE" check no-group.yaml
has err "needs the column that tells examples which belong together: data.group"
HOME=$PWD expect 0 "$RAVINE" check own.yaml --set 'data.file=~/own.csv'
# IDX: real numbers, colours, labels from 1
printf '\000\000\015\003\000\000\000\002\000\000\000\001\000\000\000\002\100\030\243\327\000\000\000\000\077\200\000\000\100\000\000\000' >train-images-idx3-ubyte
printf '\000\000\010\001\000\000\000\002\001\002' >train-labels-idx1-ubyte
expect 0 "$RAVINE" data train-images-idx3-ubyte
has out "idx: 2 rows, 2 features, 3 classes"
has out "labels begin at 1"
expect 0 "$RAVINE" data train-labels-idx1-ubyte --json --set 'classes=[1,2]'
has out '"classes": [{"name": "1", "count": 1}, {"name": "2", "count": 1}]'
printf '\000\000\010\004\000\000\000\002\000\000\000\001\000\000\000\001\000\000\000\003abcdef' >train-images-idx3-ubyte
expect 0 "$RAVINE" data train-images-idx3-ubyte
has out "images of 1 x 1 x 3"
