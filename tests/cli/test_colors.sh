. "$here/lib.sh"
# colours into a terminal, none when NO_COLOR is set
script -qec true typescript >out 2>&1 </dev/null ||
    fail "no pseudo-terminal can be had: is /dev/pts mounted? $(cat out)"
escape=$(printf '\033')
script -qec "$RAVINE run quick --no-plots --seeds 1" typescript >/dev/null </dev/null
has typescript "$escape"
NO_COLOR=1 script -qec "$RAVINE run quick --no-plots --seeds 1 2>err" typescript >/dev/null \
    </dev/null
lacks typescript "$escape["
