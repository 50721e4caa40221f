. "$here/lib.sh"
# a closed pipe ends silently; no colours into a pipe; NO_COLOR and --color
("$RAVINE" explain --markdown; echo $? >status) 2>err | head -n 1 >out
empty err
("$RAVINE" list; true) 2>err | head -n 1 >out
empty err
escape=$(printf '\033')
expect 0 "$RAVINE" run quick --no-plots --seeds 1
lacks out "$escape"
empty err
expect 0 "$RAVINE" run quick --no-plots --seeds 1 --color always
has out "$escape"
# writing to a full disk is an error
if [ -c /dev/full ]; then
    "$RAVINE" explain --markdown >/dev/full 2>err
    [ $? -eq 1 ] || fail "exit status on a full disk"
    has err "standard output"
fi
# the reference is complete
expect 0 "$RAVINE" explain --markdown
cp out reference
for kind in optimizers schedules layers losses datasets measures figures presets commands; do
    expect 0 "$RAVINE" list $kind
    [ -s out ] || fail "no $kind"
    while read -r name _; do
        grep -qx "### $name" reference || fail "$name is not in the reference"
    done <out
done
expect 0 "$RAVINE" explain batchnorm.momentum
has out "Default 0.99"
expect 0 "$RAVINE" explain optimizer adam
has out "beta1"
for term in claims val_loss evaluate train.batch optimizer.learning_rate fluctuation layers; do
    expect 0 "$RAVINE" explain $term
done
expect 0 "$RAVINE" show quick
has out "bouncing"
has out "optimizer.learning_rate: 0.01"
