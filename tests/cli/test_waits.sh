. "$here/lib.sh"
# No wait outlives a signal, and no child outlives the program: standard input, pipes, a gnuplot
# that hangs, a reader that does not read; files beyond the limit on their size.
need_python
cat >attack.py <<'EOF'
import array, fcntl, os, signal, subprocess, sys, termios, time
RAVINE, PATIENCE = os.environ["RAVINE"], 60
CPU = os.sysconf("SC_CLK_TCK")
# What started the tests may have set signals aside (nohup, a shell's background job): the program
# would rightly do the same.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_DFL)

def start(*words, **more):
    return subprocess.Popen([RAVINE, *words], stderr=subprocess.PIPE, **more)

def until(what, see):
    end = time.monotonic() + PATIENCE
    while not see():
        if time.monotonic() > end:
            sys.exit("waited in vain for " + what)
        time.sleep(0.01)

def ends(process, status, what):
    try:
        _, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        sys.exit(what + ": it did not end")
    if process.returncode != status:
        sys.exit(f"{what}: status {process.returncode}, not {status}: {err.decode()}")
    return err.decode()

def waiting(pipe):
    """Bytes in a pipe that nobody has read yet."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]

def gone(pid):
    """Ended, if perhaps not yet waited for by whoever inherits the dead."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True

def standard_input(words, number):
    """It has read what there is, and then waits."""
    ours, theirs = os.pipe()
    process = start(*words, stdin=ours, stdout=subprocess.DEVNULL)
    os.write(theirs, b"# a remark\n")
    until("reading", lambda: waiting(ours) == 0)
    process.send_signal(number)
    ends(process, 130, f"{words} with signal {number}")
    os.close(ours), os.close(theirs)

def hung_gnuplot(number, times):
    """gnuplot heeds nothing, and has a child that neither does."""
    if os.path.exists("pids"):
        os.remove("pids")
    process = start("run", "quick", "--seeds", "1", "--out", "hung", "--force",
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "PATH": os.getcwd() + "/bin:" + os.environ["PATH"]})
    until("gnuplot", lambda: os.path.exists("pids") and open("pids").read().count("\n") == 2)
    for _ in range(times):
        process.send_signal(number)
    ends(process, 130 if number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) else -number,
         f"a hung gnuplot, signal {number}")
    for pid in open("pids").read().split():
        until(f"the end of process {pid}", lambda: gone(pid))

def no_reader(number):
    """The pipe is full; the program waits until somebody reads."""
    ours, theirs = os.pipe()
    process = start("explain", "--markdown", stdin=subprocess.DEVNULL, stdout=theirs)
    os.close(theirs)
    until("a full pipe", lambda: waiting(ours) > 60000)
    process.send_signal(number)
    ends(process, 130, f"a full pipe, signal {number}")
    os.close(ours)

for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    standard_input(["check", "-"], number)
    standard_input(["run", "-"], number)
    standard_input(["tui", "--plain"], number)
    no_reader(number)
    hung_gnuplot(number, 1)
hung_gnuplot(signal.SIGINT, 2)
for number in (signal.SIGUSR1, signal.SIGALRM, signal.SIGXCPU, signal.SIGPIPE, signal.SIGQUIT):
    hung_gnuplot(number, 1)
EOF
mkdir bin
cat >bin/gnuplot <<'EOF'
#!/bin/sh
trap '' INT TERM HUP USR1
sleep 1000 &
printf '%s\n%s\n' $$ $! >pids.new
mv pids.new pids
while :; do wait; sleep 1000; done
EOF
chmod +x bin/gnuplot
ulimit -c 0
python3 attack.py || fail "a wait goes on"

# pipes among the scenarios: not listed, and nobody waits for them
mkdir path
cp "$here/scenarios/quick.yaml" path/real.yaml
mkfifo path/pipe.yaml data.csv
expect 0 env RAVINE_PATH="$PWD/path" timeout 60 "$RAVINE" list
has out "real"
lacks out "pipe"
expect 2 timeout 60 "$RAVINE" check path/pipe.yaml
expect 2 timeout 60 "$RAVINE" run path/pipe.yaml
expect 2 timeout 60 "$RAVINE" tui --keys /dev/null --dump data.csv path/pipe.yaml
printf 'title: t\nrecipe:\n  data: {set: csv, file: data.csv}\n  network: mlp\n' >table.yaml
expect 2 timeout 60 "$RAVINE" check table.yaml
has err "pipe"
expect 1 timeout 60 "$RAVINE" tui --keys /dev/null --dump data.csv
has err "data.csv"
expect 2 timeout 60 "$RAVINE" tui --keys /dev/null --record data.csv
# a pipe with a writer is read
(cat "$here/scenarios/quick.yaml" >path/pipe.yaml &)
exec 3<path/pipe.yaml
expect 0 timeout 60 "$RAVINE" check /dev/fd/3
exec 3<&-

# a write beyond the limit on files is an error like a full disk
(
    ulimit -f 2
    "$RAVINE" explain --markdown >long 2>err
    echo $? >status
)
[ "$(cat status)" = 1 ] || fail "exit status $(cat status) beyond the limit on files"
has err "standard output"
(
    ulimit -f 1
    "$RAVINE" run quick --no-plots --seeds 1 --out limited >out 2>err
    echo $? >status
)
[ "$(cat status)" = 1 ] || fail "exit status $(cat status) beyond the limit on files"
has err "limited"
