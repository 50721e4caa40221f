. "$here/lib.sh"
# every command is in the help, has -h with an example; widths hold
expect 0 "$RAVINE" --version
has out "ravine 0."
expect 0 "$RAVINE" help
expect 0 "$RAVINE" -h
cp out help
"$RAVINE" list commands >commands
[ "$(wc -l <commands)" -ge 8 ] || fail "too few commands"
while read -r command _; do
    grep -q "^  $command " help || fail "$command is not in the help"
    expect 0 "$RAVINE" "$command" -h
    has out "usage: ravine $command"
    has out "example: ravine $command"
    awk 'length > 80 { exit 1 }' out || fail "a line of the help of $command is too long"
    cp out short
    expect 0 "$RAVINE" help "$command"
    cmp -s out short || fail "'help $command' is not '$command -h'"
done <commands
expect 0 "$RAVINE" run -h
has out "--seeds M"
has out "from 1 to 10000"
expect 2 "$RAVINE" help rnu
expect 0 env COLUMNS=50 "$RAVINE" help
awk 'length > 50 && !/^  [a-z]/ { exit 1 }' out || fail "COLUMNS is not respected"

# Every key of a scenario can be asked for; the message of an unknown one names them all.
printf 'zzz: 1\nrecipe: {}\n' > unknown.yaml
expect 2 "$RAVINE" check unknown.yaml
keys=$(sed -n 's/.*a scenario takes: //p' err | tr ',' ' ')
[ "$(echo "$keys" | wc -w)" -ge 24 ] || fail "the keys of a scenario are not named: $keys"
for key in $keys; do
    expect 0 "$RAVINE" explain "$key"
    has out "$key (key of a scenario"
done
expect 0 "$RAVINE" explain seeds.demo
has out "shown first in class"
expect 2 "$RAVINE" explain chioces
has err "did you mean 'choices'?"
# the formats that the help of a command names are those that it takes
formats=$("$RAVINE" run -h | tr '\n' ' ' | sed 's/  */ /g; s/.*Format of the figures. It takes one of: \([^.]*\)\..*/\1/; s/,//g')
[ "$formats" = "svg png pdf tex txt gif" ] || fail "formats of run: $formats"
while read -r command _; do
    "$RAVINE" "$command" -h | tr '\n' ' ' | sed 's/  */ /g' >line
    grep -q -- '--format FORMAT' line || continue
    named=$(sed 's/.*--format FORMAT [^.]*\. It takes one of: \([^.]*\)\..*/\1/; s/,//g' line)
    default=$(sed 's/.*--format FORMAT [^.]*\. It takes one of: [^.]*\. Default: \([a-z]*\)\..*/\1/' line)
    for format in $formats; do
        "$RAVINE" "$command" --format "$format" -h >out 2>&1
        taken=$?
        case " $named " in *" $format "*) wanted=0 ;; *) wanted=2 ;; esac
        [ $taken -eq $wanted ] || fail "$command --format $format: $taken, but the help says '$named'"
    done
    case " $named " in *" $default "*) ;; *) fail "$command: the default $default is none of $named" ;; esac
done <commands
expect 0 "$RAVINE" sheet quick --out sheets
ls sheets/case-*.pdf >/dev/null || fail "the help says that a sheet is a PDF"
