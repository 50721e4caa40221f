. "$here/lib.sh"
# a run that is calm because it has learnt nothing is named in every table, also from its folder
# (what its claims come to on two seeds is no matter here)
"$RAVINE" run divergence-and-dead-units --variant dead --variant slower \
    --variant lowered_later --seeds 2 --no-plots --out runs/dead >out 2>err
grep -q "^O dead .*all one answer$" out || fail "a dead run in the table"
grep -q "^. slower .* %$" out || fail "a run that is well"
grep -q '"condition": "one answer"' runs/dead/dead/seed-1/summary.json || fail "summary.json"
"$RAVINE" run keras-last-fifth-is-one-class --variant by_class --variant dropout --seeds 1 \
    --no-plots --out runs/class >out 2>err
grep -q "^O by_class .*class 4 untrained$" out || fail "a class that training never saw"
"$RAVINE" run quick --seeds 2 --set settled:optimizer.learning_rate=0 --no-plots --out runs/quick \
    >out 2>err
grep -q "settled .*all still$" out || fail "a run that stands still"
"$RAVINE" pages runs --out pages >out 2>err
has pages/remedies.md "(**all one answer**)"
