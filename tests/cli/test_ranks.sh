. "$here/lib.sh"
# A sweep on the ranks of mpirun: the same files with any number of them, whichever dies. Where Open
# MPI is installed; the program with MPI is linked beside the other.
command -v mpirun >/dev/null || skip "mpirun is not here"
pkg-config --exists ompi-c || skip "libopenmpi-dev is not here"
build=${RAVINE%/ravine}
# Built by make check or by hand, and not here: others use the folder at the same time.
[ -x "$build/ravine-mpi" ] || skip "make $build/ravine-mpi was not called"
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_btl=self,vader
export TMPDIR="$PWD"
grid="--vary optimizer.learning_rate=0.01..1:6:log --vary train.batch=8,16 --variant bouncing --seeds 2 --no-plots"

expect 0 "$RAVINE" sweep quick $grid --out alone -q
for n in 1 2 4; do
    expect 0 mpirun -n $n "$build/ravine-mpi" sweep quick $grid --out ranks-$n -q
    diff -r alone ranks-$n || fail "$n ranks give other files"
done
# one document, one refusal
expect 0 mpirun -n 3 "$build/ravine-mpi" sweep quick $grid --out ranks-3 --json
[ "$(grep -c '"scenario"' out)" = 1 ] || fail "more than one document"
expect 2 mpirun -n 3 "$build/ravine-mpi" sweep quick --vary train.bathc=8,16
[ "$(grep -c "did you mean 'batch'" err)" = 1 ] || fail "more than one message"
# not started by mpirun: alone, on its threads
expect 0 "$build/ravine-mpi" sweep quick $grid --out without -q
diff -r alone without || fail "without mpirun other files"

# A rank that is killed. With --enable-recovery mpirun leaves the others alone.
cat >victim <<'END'
#!/bin/sh
# The rank that dies does so when the journal has a line: in the middle of the sweep.
if [ "$OMPI_COMM_WORLD_RANK" = "$VICTIM" ]; then
    "$PROGRAM" "$@" &
    child=$!
    until [ -f dies/journal.csv ] && [ "$(wc -l <dies/journal.csv)" -ge 1 ]; do
        kill -0 $child 2>/dev/null || exit 0
        sleep 0.02
    done
    kill -9 $child
    kill -9 $$
fi
exec "$PROGRAM" "$@"
END
chmod +x victim
export PROGRAM="$build/ravine-mpi"
long="$grid --set train.epochs=4000 --set record.from=2"
expect 0 "$RAVINE" sweep quick $long --out whole -q
VICTIM=2 mpirun --enable-recovery -n 4 ./victim sweep quick $long --out dies -q >out 2>err
diff -r whole dies || fail "a rank that died changes files" # the others went on to the end
# without it mpirun ends all of them; the same call goes on
for victim in 0 1; do
    rm -rf dies
    VICTIM=$victim mpirun -n 4 ./victim sweep quick $long --out dies -q >out 2>err
    cmp -s whole/table.csv dies/table.csv && fail "nobody died"
    [ "$(wc -l <dies/journal.csv)" -ge 1 ] || fail "what was recorded is gone"
    expect 0 mpirun -n 2 "$build/ravine-mpi" sweep quick $long --out dies -q
    diff -r whole dies || fail "going on after rank $victim died gives other files"
done
