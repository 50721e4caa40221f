. "$here/lib.sh"
# Nothing that a scenario, a file name, an option or a key brings along reaches the terminal as an
# order: no command prints a control character but line feed and tab, nor broken UTF-8, nor a mark
# of direction.
need_python
cat >judge.py <<'EOF'
import sys, unicodedata
for name in sys.argv[1:]:
    text = open(name, "rb").read().decode("utf-8")  # an error where it is not UTF-8
    for c in text:
        if c not in "\n\t" and (unicodedata.category(c) == "Cc" or c in "\u061c\u200e\u200f" or
                                "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"):
            sys.exit("%s: U+%04X in %r" % (name, ord(c), text[:2000]))
EOF
python3 judge.py "$here/lib.sh" || fail "the judge refuses a plain text"
for bad in '\033[2J' 'a\rb' '\302\233' '\233' '\342\200\256'; do
    printf "$bad" >bad
    python3 judge.py bad 2>/dev/null && fail "the judge accepts $bad"
done

# clean COMMAND...: whatever its status, what it prints is clean
clean() {
    "$@" >out 2>err </dev/null
    got=$?
    [ "$got" -lt 126 ] && [ "$got" -ne 70 ] || fail "exit status $got: $*"
    python3 judge.py out err || fail "from: $*"
}

evil='\e[31;1mred\e]0;title\a\u009b2J\u202e\b\r\x7f'
cat >evil.yaml <<EOF
title: "title $evil"
cause: C01
source: "source $evil"
symptom: "symptom $evil"
question: "question $evil"
choices:
  - {text: "choice $evil", variant: other}
answer: other
reveal: "reveal $evil"
keras: "keras $evil"
pytorch: "pytorch $evil"
recipe:
  data: {set: moons, train: 8, validation: 8}
  network: mlp
  train: {epochs: 3}
seeds: {first: 1, count: 1}
tuned: "tuned $evil"
variants:
  base: {}
  other: {train.batch: 4}
claims:
  - {says: "base.last < 0", sentence: "claim $evil"}
figures: [loss-curves]
EOF
sed 's/epochs: 3/epochs: 0/; s/cause: C01/"cau\\e[2Jse": "\\e[1m"/' evil.yaml >broken.yaml
printf 'title: x\n\033[31m: \302\233y\n' >raw.yaml
printf 'title: "\342\200\256 bidi"\nnothing: 1\n' >bidi.yaml
odd=$(printf 'od\033[31md\233name')
cp evil.yaml "$odd.yaml"
sed 's/epochs: 3/epochs: x/' evil.yaml >"$odd-2.yaml"
printf '1,2,a\033[31m\n3,x\033]0;t\007,b\n' >evil.csv
cat >table.yaml <<EOF
title: a table
recipe:
  data: {set: csv, file: "evil.csv"}
  network: mlp
  train: {epochs: 1}
EOF

expect 0 "$RAVINE" check evil.yaml
for file in evil.yaml broken.yaml raw.yaml bidi.yaml "$odd.yaml" "$odd-2.yaml" table.yaml "$odd"; do
    clean "$RAVINE" check "$file"
    clean "$RAVINE" show --forecast "$file"
    clean "$RAVINE" run "$file" --no-plots --out runs --force -v
    clean "$RAVINE" sheet "$file" --format txt --solution --out sheets
    clean "$RAVINE" tui "$file" --plain
done
clean "$RAVINE" run evil.yaml --no-plots --out runs --force --json
clean "$RAVINE" plot runs --format txt
clean "$RAVINE" pages runs runs
clean "$RAVINE" exercise evil.yaml
# texts that are there to be read are clean too
python3 judge.py sheets/*.txt runs/figures/*.txt || fail "a text file"
RAVINE_PATH=$PWD clean "$RAVINE" list
has out "title ?[31;1mred?]0;title??2J????"
RAVINE_PATH=$PWD clean "$RAVINE" list --json
python3 -c 'import json; json.load(open("out"))' || fail "no JSON"
RAVINE_PATH=$PWD clean "$RAVINE" list --markdown
RAVINE_PATH=$PWD clean "$RAVINE" show evil
has out "question ?[31;1mred"
clean "$RAVINE" "$odd"
clean "$RAVINE" "-$odd"
for command in list explain show check surface sheet exercise plot bench tui pages; do
    clean "$RAVINE" $command "$odd" "--$odd" "$odd"
    clean "$RAVINE" $command "$odd"
done
clean "$RAVINE" run evil.yaml --set "$odd=1" --no-plots
clean "$RAVINE" run evil.yaml --set "train.epochs=$odd" --no-plots
clean "$RAVINE" run evil.yaml --variant "$odd" --no-plots
clean "$RAVINE" run evil.yaml --out "$odd/deep" --no-plots
clean "$RAVINE" tui --keys "$odd"
printf '\033[31m\n' >evil.keys
clean "$RAVINE" tui --keys evil.keys
has err "'?[31m' is no key"
printf 'wait idle\n' >good.keys
clean "$RAVINE" tui evil.yaml --keys good.keys --dump - --size 120x40
clean "$RAVINE" tui evil.yaml --keys good.keys --dump screen --size 80x24
python3 judge.py screen || fail "the screen"
printf 'no\033]0;x\007thing\n\033[A\nquit\n' >lines
"$RAVINE" tui --plain <lines >out 2>err
python3 judge.py out err || fail "--plain"
# with colours only our own sequences: colours of SGR
"$RAVINE" run evil.yaml --no-plots --color always >out 2>err
has out "$(printf '\033[')"
sed 's/'"$(printf '\033')"'\[[0-9;]*m//g' out >rest
python3 judge.py rest err || fail "--color always"
has rest "?[31;1mred?]0;title"
