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
