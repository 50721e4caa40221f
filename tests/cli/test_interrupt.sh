. "$here/lib.sh"
# SIGINT: exit 130, and what is there is whole
"$RAVINE" run slow --no-plots --threads 2 --out kept >out 2>err &
pid=$!
for _ in $(seq 300); do
    [ -e kept/manifest.json ] && break
    sleep 0.02
done
sleep 0.3
kill -INT $pid
wait $pid
status=$?
[ $status -eq 130 ] || fail "exit status $status: $(cat err)"
[ -s kept/manifest.json ] || fail "no manifest"
if command -v python3 >/dev/null; then
    python3 -m json.tool kept/manifest.json >/dev/null || fail "the manifest is cut"
fi
[ -z "$(find kept -name '*.tmp*')" ] || fail "temporary files stay"
for table in $(find kept -name epochs.csv); do
    awk -F, 'NR == 1 { n = NF } NF != n { exit 1 }' "$table" || fail "$table is cut"
done
# plot reads what is there
expect 0 "$RAVINE" plot kept
