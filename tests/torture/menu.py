#!/usr/bin/env python3
"""The menu under attack: random bytes, window sizes and signals on a pseudo-terminal; mutated keys.

    menu.py self-test      programs that do one thing wrong each must be found out
    menu.py COUNT SEED     COUNT attacks, the first from SEED
    menu.py tell SEED      one of them, with what is sent and what comes back

An attack opens the menu, or its --plain form, on a terminal of its own or on pipes, or plays a file
of keys. It sends what a seed draws and then ends the program in some way. Held must be:

  - a status of the contract, or the signal that was sent; no crash, no report of a sanitizer,
  - the settings of the terminal are what they were, also while the program is stopped by Ctrl-Z,
    and the screen is left with the cursor shown,
  - it ends after SIGTERM, SIGHUP or a hangup, also where nobody reads what it writes; it writes no
    more than a screen or two on the way (so the loop has made a turn or two),
  - nothing that it started is left; what it prints holds no order to the terminal but its own.

B is the folder of the build: $B/ravine.
"""

import errno
import fcntl
import os
import pty
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
B = os.path.join(ROOT, os.environ.get("B", "build"))
LIMIT = 120  # seconds, for what hangs

KEYS = (["Enter", "Escape", "Space", "Tab", "BSpace", "Up", "Down", "Left", "Right", "Home", "End",
         "PPage", "NPage", "F1", "?", "/"] + list("qnNefvcrwmodtalbuhjkgGsSyY+-=_[]05271"))
BYTES = {"Enter": b"\r", "Escape": b"\x1b", "Space": b" ", "Tab": b"\t", "BSpace": b"\x7f",
         "Up": b"\x1bOA", "Down": b"\x1bOB", "Right": b"\x1bOC", "Left": b"\x1bOD",
         "Home": b"\x1bOH", "End": b"\x1bOF", "PPage": b"\x1b[5~", "NPage": b"\x1b[6~",
         "F1": b"\x1bOP"}
# Ways into the views; what follows is drawn.
TOURS = ["", "Enter", "Enter f", "Enter f v", "Enter f v + + Enter", "Enter f v Enter Space",
         "Enter f v Enter w", "Enter f c", "Enter c Down Down + a", "Enter f c Down + b",
         "l Space f", "Enter r", "Enter f c + a f r Enter", "? NPage", "/ s m", "Enter f v Enter m", "t", "r f"]
COMMANDS = ["finish", "vote", "more", "reveal", "next page", "write", "other cases", "open", "down",
            "up", "quit", "wait 5", "wait idle", "help", "change one thing", "runs", "back", "q",
            "next epoch", "teacher's view", "surface lab", "race", "any case", "12", "search"]
ASKED = [signal.SIGTERM, signal.SIGHUP]
FATAL = [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE, signal.SIGXCPU,
         signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO, signal.SIGRTMIN, signal.SIGTRAP]
HARMLESS = [signal.SIGWINCH, signal.SIGCONT, signal.SIGXFSZ, signal.SIGCHLD, signal.SIGURG]
GNUPLOT = {
    "draws": r"""for word; do case $word in
                 "picture = "*) name=${word#*\"} name=${name%\"*} ;;
                 *.gp) script=$word ;; esac; done
                 echo picture > "$(dirname "$script")/$name" """,
    "fails": "printf 'line 1: \\033[31mno\\n' >&2; exit 3",
    "hangs": "trap '' INT TERM HUP; sleep 1000 & while :; do wait; done",
}


class Failed(Exception):
    pass


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


# ---- The program on its terminal ----

class Terminal:
    """A session with a terminal: a leader, which waits, and the program in the foreground."""

    def __init__(self, command, folder, environment, size, forward=True):
        self.master, self.slave = pty.openpty()
        self.resize(*size)
        self.keep_output()
        self.before = termios.tcgetattr(self.slave)
        self.output, self.pending, self.reads = b"", b"", True
        self.status = self.pid = None
        self.news, tell = os.pipe()
        self.keep, alive = os.pipe()  # the leader ends when we close its other end
        self.leader = os.fork()
        if self.leader == 0:
            try:
                os.close(self.master), os.close(self.news), os.close(alive)
                lead(self.slave, tell, self.keep, command, folder, environment, forward)
            finally:
                os._exit(127)
        os.close(tell), os.close(self.keep)
        self.keep = alive
        os.set_blocking(self.master, False)
        self.pid = int(self.tidings())

    def tidings(self):
        """The next line of the leader: the program's number, "stopped", or its status."""
        line = b""
        while not line.endswith(b"\n"):
            byte = os.read(self.news, 1)
            if not byte:
                raise Failed("the leader of the session is gone")
            line += byte
        return line.decode().strip()

    def screens(self):
        """Bytes of a screen or two in many colours: what may come after the end was asked for."""
        return 30_000 + 10 * self.cells

    def resize(self, width, height):
        self.cells = width * height
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def keep_output(self):
        """Else a Ctrl-Z or Ctrl-\\ that comes later makes the kernel drop what was not read yet."""
        settings = termios.tcgetattr(self.slave)
        settings[3] |= termios.NOFLSH
        termios.tcsetattr(self.slave, termios.TCSANOW, settings)

    def same(self):
        return termios.tcgetattr(self.slave) == self.before

    def turn(self, patience):
        """Moves bytes both ways; True: there was something to do."""
        if self.status is not None or self.master < 0:
            reading = [self.news] if self.status is None else []
        else:
            reading = [self.news] + ([self.master] if self.reads else [])
        writing = [self.master] if self.pending and self.master >= 0 else []
        ready, free, _ = select.select(reading, writing, [], patience)
        if self.master in ready:
            try:
                self.output += os.read(self.master, 65536)
            except OSError as problem:
                if problem.errno != errno.EIO:
                    raise
        if free:
            try:
                self.pending = self.pending[os.write(self.master, self.pending[:512]):]
            except OSError:
                self.pending = b""
        if self.news in ready:
            word = self.tidings()
            if word == "stopped":
                self.stopped()
            else:
                self.status = int(word)
        return bool(ready or free)

    def stopped(self):
        """Ctrl-Z: the shell would have the terminal now."""
        if not self.same():
            raise Failed("stopped, and the terminal is not as it was")
        send(self.pid, signal.SIGCONT)

    def settle(self):
        """Until everything sent is taken and the program says nothing more for a moment."""
        end = time.monotonic() + LIMIT
        while self.status is None and self.turn(0.02 if not self.pending else 0.2):
            if time.monotonic() > end:
                break
        return self.status is None

    def drain(self):
        """What the program wrote before it ended."""
        while self.reads and self.master >= 0:
            try:
                more = os.read(self.master, 65536)
            except OSError:
                break
            if not more:
                break
            self.output += more

    def hang_up(self):
        os.close(self.master)
        self.master = -1

    def wait(self):
        end = time.monotonic() + LIMIT
        while self.status is None:
            self.turn(0.5)
            if time.monotonic() > end:
                raise Failed(f"does not end within {LIMIT} s")

    def insist(self, key):
        """Presses it until the program ends; two at once may count as one."""
        end = time.monotonic() + LIMIT
        while self.status is None:
            if time.monotonic() > end:
                raise Failed(f"{key!r} does not end it within {LIMIT} s")
            self.pending = key
            self.settle()

    def left_over(self):
        """Processes of the session, but the leader."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit() and int(name) != self.leader:
                try:
                    with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                        fields = file.read().rsplit(")", 1)[1].split()
                except OSError:
                    continue
                if int(fields[3]) == self.leader and fields[0] not in "ZX":
                    found.append(int(name))
        return found

    def close(self):
        for pid in self.left_over():
            send(pid, signal.SIGKILL)
        for file in (self.master, self.slave, self.news, self.keep):
            if file >= 0:
                os.close(file)
        os.waitpid(self.leader, 0)


def lead(slave, tell, keep, command, folder, environment, forward):
    """The leader: makes the session, starts the program, says what becomes of it. Some shells hand
    a hangup on, some do not."""
    for number in (signal.SIGHUP, signal.SIGTTOU, signal.SIGTTIN, signal.SIGINT, signal.SIGTSTP,
                   signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(slave, os.getpid())
        for number in range(1, signal.SIGRTMAX + 1):
            if number not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
                signal.signal(number, signal.SIG_DFL)
        for file in (0, 1, 2):
            os.dup2(slave, file)
        os.closerange(3, 64)
        os.chdir(folder)
        os.execve(command[0], command, environment)
    if forward:
        signal.signal(signal.SIGHUP, lambda *_: send(child, signal.SIGHUP))
    try:
        os.setpgid(child, child)
    except OSError:
        pass
    os.write(tell, f"{child}\n".encode())
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            os.write(tell, b"stopped\n")
        else:
            os.write(tell, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            break
    os.read(keep, 1)  # the session, and with it the terminal, lives until nobody looks any more
    os._exit(0)


# ---- What is held ----

def check_text(what, raw, colors=False):
    """No order to a terminal in what is printed; `colors`: but those of SGR."""
    text = raw.decode("utf-8", "strict")
    if colors:
        text = re.sub("\x1b\\[[0-9;]*m", "", text)
    wrong = [c for c in text if (ord(c) < 32 and c not in "\n\t\r") or 127 <= ord(c) < 160
             or c in "\u061c\u200e\u200f" or "\u2028" <= c <= "\u202e" or "\u2066" <= c <= "\u2069"]
    if wrong:
        raise Failed(f"{what} holds {wrong[0]!r}")


def check_status(status, allowed, output):
    if status not in allowed:
        raise Failed(f"status {status}, not one of {sorted(allowed)}")
    if b"Sanitizer" in output or b"runtime error:" in output:
        raise Failed("a sanitizer reports")


def check_left(terminal, hung_up):
    end = time.monotonic() + LIMIT
    while terminal.left_over():
        if time.monotonic() > end:
            raise Failed(f"processes are left: {terminal.left_over()}")
        time.sleep(0.01)
    if not hung_up and not terminal.same():
        raise Failed("the settings of the terminal are not what they were")


def check_screen(output):
    """xterm: out of the other screen, and the cursor shown."""
    if output.rfind(b"\x1b[?1049h") > output.rfind(b"\x1b[?1049l"):
        raise Failed("the other screen is not left")
    if output.rfind(b"\x1b[?25l") > max(output.rfind(b"\x1b[?25h"), output.rfind(b"\x1b[?12l")):
        raise Failed("the cursor stays hidden")


# ---- Attacks ----

class World:
    """The folder in which the program runs, its scenarios and its gnuplot."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="ravine-menu-")
        self.program = program
        self.scenarios = os.path.join(self.folder, "scenarios")
        os.mkdir(self.scenarios)
        shutil.copy(os.path.join(ROOT, "tests/tui/scenarios/small.yaml"), self.scenarios)
        for name in ("tiny", "valley"):
            with open(os.path.join(HERE, "faults", name + ".yaml"), encoding="utf-8") as file:
                text = file.read()
            if "symptom:" not in text:
                text = "symptom: It jumps.\n" + text
            with open(os.path.join(self.scenarios, name + ".yaml"), "w", encoding="utf-8") as file:
                file.write(text)
        self.spoil("evil.yaml", lambda text: re.sub(
            "Training looks|a smaller|Which change", r"\\e[2J\\u009b31m\\u202e\\a", text))
        for kind, script in GNUPLOT.items():
            os.mkdir(os.path.join(self.folder, kind))
            path = os.path.join(self.folder, kind, "gnuplot")
            with open(path, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\n" + script + "\n")
            os.chmod(path, 0o755)

    def spoil(self, name, how):
        with open(os.path.join(self.scenarios, "small.yaml"), encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"^(symptom|question|title): (.*)$", r'\1: "\2"', text, flags=re.M)
        text = re.sub(r"text: ([^,]*),", r'text: "\1",', text)
        with open(os.path.join(self.scenarios, name), "w", encoding="utf-8") as file:
            file.write(how(text))

    def environment(self, rng):
        return {"HOME": self.folder, "RAVINE_PATH": self.scenarios, "LC_ALL": "C.UTF-8",
                "TERM": rng.choice(["xterm-256color"] * 6 + ["screen-256color", "vt100", "linux"]),
                "OMP_NUM_THREADS": "1",
                "PATH": os.path.join(self.folder, rng.choice(list(GNUPLOT))) + ":/usr/bin:/bin",
                "ASAN_OPTIONS": "abort_on_error=1:detect_leaks=0",
                "UBSAN_OPTIONS": "abort_on_error=1:print_stacktrace=1",
                **({"NO_COLOR": "1"} if rng.random() < 0.1 else {})}

    def release(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def draw_bytes(rng):
    kind = rng.random()
    if kind < 0.7:
        return b"".join(BYTES.get(key, key.encode())
                        for key in rng.choices(KEYS, k=rng.randint(1, 12)))
    if kind < 0.8:
        return bytes(rng.randrange(256) for _ in range(rng.randint(1, 60)))
    if kind < 0.87:
        return b"\x1b" + rng.choice([b"[", b"O", b"]", b"P", b"\x1b", b""]) + bytes(
            rng.randrange(32, 127) for _ in range(rng.randint(0, 9)))
    if kind < 0.95:
        return rng.choice(["äß→網\U0001f600\u202e\u0301", "x" * 300, "\x13\x11\x16\x0f\x0c\x1a",
                           "0.5\r", "1e999\r", "-3\r", "nan\r"]).encode()
    return bytes(rng.randrange(256) for _ in range(rng.randint(1000, 6000)))


def draw_size(rng):
    return rng.choice([(80, 24), (120, 40), (81, 25), (79, 24), (80, 23), (1, 1), (500, 200),
                       (rng.randint(1, 300), rng.randint(1, 100))])


def events(rng, terminal, told):
    """Until the program has ended or all is sent."""
    for _ in range(rng.randint(3, 25)):
        kind = rng.random()
        if kind < 0.75:
            what = draw_bytes(rng)
            terminal.pending += what
        elif kind < 0.9:
            what = draw_size(rng)
            terminal.resize(*what)
        else:
            what = rng.choice(HARMLESS + [signal.SIGTSTP])
            send(terminal.pid, what)
        told(what)
        if rng.random() < 0.8 and not terminal.settle():
            return


def end_screen(rng, terminal, told):
    """Ends it; what may have been its status, and whether the terminal is gone."""
    way = rng.choice(["signal", "signal", "fatal", "hangup", "silence", "keys", "two"])
    told(way)
    if terminal.status is not None:
        return set(), False
    if way == "silence":  # nobody reads, and what waits is much
        terminal.reads = False
        terminal.resize(300, 100)
        terminal.pending += b"?" + b"\x0c" * 40
    mark = len(terminal.output)
    if way == "hangup":
        terminal.hang_up()
    elif way == "keys":
        terminal.insist(b"\x03")
    elif way == "fatal":
        number = rng.choice(FATAL)
        send(terminal.pid, number)
    else:
        for _ in range(2 if way == "two" else 1):
            send(terminal.pid, rng.choice(ASKED))
    terminal.wait()
    terminal.drain()
    if way in ("signal", "two") and len(terminal.output) - mark > terminal.screens():
        raise Failed(f"{len(terminal.output) - mark} bytes after the end was asked for")
    return {-number} if way == "fatal" else set(), way == "hangup"


def attack_screen(rng, world, told):
    words = rng.choice([[], ["small"], ["small"], ["evil"], ["valley"], ["tiny"]])
    options = rng.choice([[], [], ["--ascii"], ["--record", "keys"], ["--threads", "2"]])
    environment = world.environment(rng)
    command = [world.program, "tui", *words, *options]
    told(command, environment["TERM"], environment["PATH"])
    terminal = Terminal(command, world.folder, environment, draw_size(rng), rng.random() < 0.5)
    try:
        while terminal.status is None and not terminal.output:
            terminal.turn(1)
        tour = rng.choice(TOURS).split()
        tour = tour[1:] if words and tour[:1] == ["Enter"] else tour
        terminal.pending += b"".join(BYTES.get(key, key.encode()) for key in tour)
        told(tour)
        events(rng, terminal, told)
        more, hung_up = end_screen(rng, terminal, told)
        terminal.wait()
        terminal.drain()
        told(terminal.output[-2000:])
        check_status(terminal.status, {0, 130, 131, -signal.SIGQUIT} | more, terminal.output)
        check_left(terminal, hung_up)
        if environment["TERM"] == "xterm-256color" and not hung_up and terminal.reads:
            check_screen(terminal.output)
    finally:
        terminal.close()


def draw_lines(rng):
    lines = []
    for _ in range(rng.randint(1, 15)):
        kind = rng.random()
        line = rng.choice(COMMANDS) if kind < 0.6 else rng.choice(KEYS) if kind < 0.85 else None
        lines.append(line.encode() if line else bytes(
            rng.choice([b for b in range(256) if b not in (3, 4, 10, 17, 19, 26, 28)])
            for _ in range(rng.randint(0, 200))))
    return b"\n".join(lines) + b"\n"


def attack_plain(rng, world, told):
    """On a terminal; what ends a line or a program there stays out, but for the end."""
    command = [world.program, "tui", "--plain", *rng.choice([["small"], ["evil"], []])]
    terminal = Terminal(command, world.folder, world.environment(rng), (80, 24), rng.random() < 0.5)
    lines = draw_lines(rng)
    told(command, lines)
    try:
        while terminal.status is None and not terminal.output:
            terminal.turn(1)
        terminal.pending += lines
        terminal.settle()
        way = rng.choice(["\x04", "\x03", "\x1c", "signal", "fatal", "hangup"])
        more, hung_up = set(), False
        told(way)
        if terminal.status is None:
            if way == "signal":
                send(terminal.pid, rng.choice(ASKED))
            elif way == "fatal":
                number = rng.choice(FATAL)
                more = {-number}
                send(terminal.pid, number)
            elif way == "hangup":
                hung_up, more = True, {1}  # what is printed cannot be written
                terminal.hang_up()
            else:
                more = {-signal.SIGQUIT} if way == "\x1c" else set()
                terminal.pending += b"\n" + way.encode() * 3
        terminal.wait()
        terminal.drain()
        told(terminal.output[-2000:])
        check_status(terminal.status, {0, 130} | more, terminal.output)
        check_left(terminal, hung_up)
    finally:
        terminal.close()


def attack_pipe(rng, world, told):
    """--plain on pipes: what it prints is text, whatever it is given."""
    command = [world.program, "tui", "--plain", *rng.choice([["small"], ["evil"], []])]
    lines = draw_lines(rng)
    told(command, lines)
    environment = world.environment(rng)
    environment["PATH"] = environment["PATH"].replace("hangs", "draws")
    done = subprocess.run(command, input=lines, capture_output=True, timeout=LIMIT, check=False,
                          cwd=world.folder, env=environment)
    told(done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    check_status(done.returncode, {0}, done.stderr)
    check_text("what it says", done.stdout)
    check_text("standard error", done.stderr)


def draw_keys(rng):
    lines = []
    for key in rng.choice(TOURS).split() + rng.choices(KEYS, k=rng.randint(1, 40)):
        lines.append(key)
        if rng.random() < 0.3:
            lines.append(rng.choice(["wait 1", "wait 30", "wait idle", "resize 120x40",
                                     "resize %dx%d" % draw_size(rng), "# a remark", ""]))
    raw = bytearray("\n".join(lines).encode() + b"\n")
    for _ in range(rng.choice([0, 0, 1, 3, 20])):
        at = rng.randrange(len(raw) + 1)
        how = rng.randrange(4)
        if how == 0:
            raw[at:at] = bytes([rng.randrange(256)])
        elif how == 1:
            del raw[at:at + rng.randint(1, 8)]
        elif how == 2:
            raw[at:at + 1] = rng.choice([b"9", b"\n", b"\0", b"x", b"wait 99999999999999999999\n",
                                         b"resize 9999x9999\n", b"resize 0x0\n", b"\x1b[31m\n"])
        else:
            raw[at:at] = raw[rng.randrange(len(raw) + 1):][:rng.randint(1, 60)]
    return bytes(raw)


def attack_keys(rng, world, told):
    keys, colors = draw_keys(rng), rng.random() < 0.3
    with open(os.path.join(world.folder, "attack.keys"), "wb") as file:
        file.write(keys)
    command = [world.program, "tui", *rng.choice([["small"], ["evil"], ["valley"], []]), "--keys",
               "attack.keys", "--dump", "-", "--size", "%dx%d" % draw_size(rng),
               *(["--color", "always"] if colors else []), *rng.choice([[], ["--ascii"]])]
    told(command, keys)
    environment = world.environment(rng)
    environment["PATH"] = environment["PATH"].replace("hangs", "draws")
    done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False,
                          stdin=subprocess.DEVNULL, cwd=world.folder, env=environment)
    told(done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    check_status(done.returncode, {0, 2}, done.stderr)
    check_text("the dump", done.stdout, colors)
    check_text("standard error", done.stderr)


ATTACKS = [attack_screen] * 6 + [attack_plain, attack_plain, attack_pipe, attack_keys, attack_keys]


def attack(world, seed, told=lambda *what: None):
    rng = random.Random(seed)
    how = rng.choice(ATTACKS)
    told(how.__name__)
    try:
        how(rng, world, told)
    except subprocess.TimeoutExpired:
        raise Failed(f"{how.__name__}: does not end within {LIMIT} s") from None
    except UnicodeDecodeError as problem:
        raise Failed(f"{how.__name__}: no UTF-8: {problem}") from None
    except Failed as problem:
        raise Failed(f"{how.__name__}: {problem}") from None


# ---- The harness itself ----

# A menu of thirty lines, right but for what stands in for FAULT.
PLANTED = """#!/usr/bin/env python3
import os, signal, sys, termios, tty
fault = %r
before = termios.tcgetattr(0)
def leave(number=0, frame=None):
    if fault == "lines":
        os.write(1, b"x" * 200000)
    if fault != "raw":
        termios.tcsetattr(0, termios.TCSANOW, before)
    if fault != "screen":
        os.write(1, b"\\x1b[?25h\\x1b[?1049l")
    if number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, 0):
        os._exit(1 if fault == "status" else 130 if number else 0)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
for number in %r:
    signal.signal(number, leave)
if fault == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if fault == "child" and os.fork() == 0:
    os.setpgid(0, 0)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.execlp("sleep", "sleep", "1000")
tty.setcbreak(0)
os.write(1, b"\\x1b[?1049h\\x1b[?25lmenu")
while True:
    byte = os.read(0, 1)
    if fault == "crash" and byte > b"\\x7f":
        os.kill(os.getpid(), signal.SIGSEGV)
    if byte == b"!":
        os.write(1, b"SUMMARY: AddressSanitizer" if fault == "report" else b".")
"""


def planted_attack(world, fault):
    """One fixed attack, so that the one fault is what differs."""
    path = os.path.join(world.folder, "planted")
    numbers = [int(n) for n in ASKED + FATAL + [signal.SIGINT]]
    with open(path, "w", encoding="utf-8") as file:
        file.write(PLANTED % (fault, numbers))
    os.chmod(path, 0o755)
    environment = world.environment(random.Random(1))
    environment["TERM"], environment["PATH"] = "xterm-256color", os.environ["PATH"]
    terminal = Terminal([path], world.folder, environment, (80, 24))
    try:
        while terminal.status is None and b"menu" not in terminal.output:
            terminal.turn(1)
        terminal.pending += b"!\xff"
        terminal.settle()
        mark = len(terminal.output)
        if terminal.status is None:
            send(terminal.pid, signal.SIGTERM)
        terminal.wait()
        terminal.drain()
        if len(terminal.output) - mark > terminal.screens():
            raise Failed("too many bytes after the end was asked for")
        check_status(terminal.status, {0, 130, 131}, terminal.output)
        check_left(terminal, False)
        check_screen(terminal.output)
    finally:
        terminal.close()


def self_test():
    global LIMIT
    LIMIT, status = 20, 0
    world = World("planted")
    for fault in ("", "raw", "screen", "status", "crash", "report", "lines", "child", "deaf"):
        if fault in ("child", "deaf"):
            LIMIT = 3
        try:
            planted_attack(world, fault)
            found = ""
        except Failed as problem:
            found = str(problem)
        good = bool(found) == bool(fault)
        status |= not good
        word = "ok  " if good else "FAIL"
        print(f"{word} menu: planted {fault or 'nothing'}: {found or 'holds'}")
    for bad in (b"\x1b[31m", b"\xc2\x9b", "\u202e".encode(), b"\xff"):
        try:
            check_text("a text", b"fine\n" + bad)
            status = 1
            print(f"FAIL menu: {bad!r} is accepted")
        except (Failed, UnicodeDecodeError):
            pass
    world.release()
    return status


def main():
    words = sys.argv[1:]
    if words == ["self-test"]:
        return self_test()
    program = os.path.join(B, "ravine")
    # Away from its scenarios: only ours are found, and those are small.
    place = tempfile.mkdtemp(prefix="ravine-program-")
    program = shutil.copy(program, place)
    try:
        if words[:1] == ["tell"]:
            world = World(program)
            try:
                attack(world, int(words[1]), lambda *what: print(*what, flush=True))
            finally:
                world.release()
            return 0
        return campaign(program, int(words[0]), int(words[1]))
    finally:
        shutil.rmtree(place, ignore_errors=True)


def campaign(program, count, first):
    failed, kinds = 0, {}
    for seed in range(first, first + count):
        world = World(program)
        try:
            kind = random.Random(seed).choice(ATTACKS).__name__
            attack(world, seed)
            kinds[kind] = kinds.get(kind, 0) + 1
        except Failed as problem:
            failed += 1
            print(f"FAIL menu: seed {seed}: {problem}", flush=True)
        finally:
            world.release()
    held = ", ".join(f"{number} {kind[7:]}" for kind, number in sorted(kinds.items()))
    word = "FAIL" if failed else "ok  "
    print(f"{word} menu: {count - failed} of {count} attacks held: {held}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
