# --show: a note where nothing can be shown; sixels in a terminal that says that it has them
. "$here/lib.sh"
need_python
command -v gnuplot >/dev/null || skip "gnuplot is not installed"
unset DISPLAY WAYLAND_DISPLAY
expect 0 "$RAVINE" run quick --seeds 1 --out quick --show
has err "no window here, and no terminal with sixels"
# the script itself: draws on the terminal that is asked for and leaves the picture alone
cp quick/figures/loss-curves.svg before.svg
gnuplot -e 'show = "dumb size 70,20"' quick/figures/loss-curves.gp >drawn || fail "show"
[ "$(wc -l <drawn)" -ge 15 ] || fail "nothing drawn"
cmp before.svg quick/figures/loss-curves.svg || fail "the picture was touched"
gnuplot -e 'set terminal' 2>&1 | grep -q sixelgd || skip "gnuplot draws no sixels"
cat >terminal.py <<'END'
import os, pty, select, sys
child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
seen, answered = b"", False
while True:
    try:
        if not select.select([terminal], [], [], 60)[0]:
            sys.exit("nothing came")
        seen += os.read(terminal, 65536)
    except OSError:
        break
    if b"\x1b[c" in seen and not answered:
        os.write(terminal, b"\x1b[?62;4;22c")
        answered = True
sys.exit(0 if answered and b"\x1bP" in seen else "no sixels: %r" % seen[-300:])
END
python3 terminal.py "$RAVINE" plot quick --show || fail "no sixels in a terminal that has them"
