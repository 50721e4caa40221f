#!/usr/bin/env python3
"""The menu in a real terminal (tmux): sizes, colours, and every way out leaves the terminal clean.

Usage: tests/tui/terminal.py [RAVINE] [TEST...]     one line a test, "ok   terminal: ..."

Nothing here waits for a fixed time: a test looks until what it expects is there, or gives up after
half a minute. Each test has a tmux server of its own; a name that is used again right after its
server ended does not start ("server exited unexpectedly").
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PATIENCE = 30  # seconds


class Failed(Exception):
    pass


class Terminal:
    """A shell in a tmux window; `start` runs the menu in it."""
    count = 0

    def __init__(self, ravine, width=80, height=24, term="tmux-256color", env=""):
        Terminal.count += 1
        self.ravine, self.folder = ravine, tempfile.mkdtemp(prefix="ravine-tui-")
        self.server = f"ravine-{os.getpid()}-{Terminal.count}"
        self.open("-f", "/dev/null", "new-session", "-d", "-s", "t", "-x", str(width), "-y",
                 str(height), f"cd {self.folder}; exec env -i PATH='{os.environ['PATH']}' "
                 f"HOME={self.folder} LC_ALL=C.UTF-8 TERM={term} PS1='$ ' {env} sh")
        self.run("set-option", "-g", "status", "off")

    def open(self, *words):
        """What fails here would be waited for in vain by every test."""
        done = subprocess.run(["tmux", "-L", self.server, *words], capture_output=True, text=True,
                              check=False)
        if done.returncode:
            self.end()
            raise Failed(f"tmux opens no window: {(done.stdout + done.stderr).strip()}")

    def run(self, *words):
        return subprocess.run(["tmux", "-L", self.server, *words], capture_output=True, text=True,
                              check=False).stdout

    def end(self):
        self.run("kill-server")
        shutil.rmtree(self.folder, ignore_errors=True)

    def type(self, line):
        self.run("send-keys", "-t", "t", "-l", line)
        self.run("send-keys", "-t", "t", "Enter")

    def keys(self, *names):
        self.run("send-keys", "-t", "t", *names)

    def screen(self, colors=False):
        return self.run("capture-pane", "-p", "-J", "-t", "t", *(["-e"] if colors else []))

    def until(self, what, see):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if see():
                return
            time.sleep(0.02)
        raise Failed(f"waited in vain for {what}:\n{self.screen()}")

    def shows(self, text):
        self.until(f"'{text}'", lambda: text in self.screen())

    def lacks(self, text):
        self.until(f"'{text}' to go", lambda: text not in self.screen())

    def start(self, arguments=""):
        """The menu from a shell that says afterwards how it ended and in which state."""
        self.type(f"stty -g >before; {self.ravine} {arguments}; echo $? >status; stty -g >after; "
                  "echo done")

    def file(self, name):
        path = os.path.join(self.folder, name)
        self.until(f"the file {name}", lambda: os.path.exists(path) and os.path.getsize(path) > 0)
        with open(path, encoding="utf-8") as file:
            return file.read().strip()

    def pid(self):
        """Of the menu: the youngest child of the shell."""
        shell = self.run("display-message", "-p", "-t", "t", "#{pane_pid}").strip()
        done = subprocess.run(["ps", "-o", "pid=", "--ppid", shell], capture_output=True, text=True,
                              check=True)
        return int(done.stdout.split()[-1])

    def flags(self):
        return self.run("display-message", "-p", "-t", "t",
                        "#{alternate_on} #{cursor_flag} #{keypad_flag} #{keypad_cursor_flag}").split()

    def ended(self, status):
        """The menu is over with this status, and the terminal is as it was."""
        got = self.file("status")
        if got != str(status):
            raise Failed(f"exit status {got}, not {status}\n{self.screen()}")
        before, after = self.file("before"), self.file("after")
        if before != after:
            raise Failed(f"stty: {before} before, {after} after")
        self.until("a clean terminal", lambda: self.flags() == ["0", "1", "0", "0"])
        self.shows("done")


def quit_by_key(t):
    t.start()
    t.shows("RAVINE")
    t.keys("q")
    t.ended(0)


def control_c(t):
    t.start("tui large-lr")
    t.shows("epoch")
    t.keys("C-c")
    t.ended(130)


def terminated(t):
    t.start("tui large-lr")
    t.shows("epoch")
    os.kill(t.pid(), signal.SIGTERM)
    t.ended(130)


def hung_up(t):
    t.start()
    t.shows("RAVINE")
    os.kill(t.pid(), signal.SIGHUP)
    t.ended(130)


def crashed(t):
    """The terminal is restored, then a message says how to repeat the run."""
    t.start("tui large-lr")
    t.shows("epoch")
    os.kill(t.pid(), signal.SIGSEGV)
    t.ended(70)
    t.shows("a bug: the menu broke down")
    t.shows("ravine run large-lr --seed 1 --seeds 1")


def aborted(t):
    t.start()
    t.shows("RAVINE")
    os.kill(t.pid(), signal.SIGABRT)
    t.ended(70)
    t.shows("a bug: the menu broke down")


def ended_by_signals(t):
    """What ends a process ends this one too, and the shell says by what; the terminal is clean."""
    for number in (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE, signal.SIGXCPU,
                   signal.SIGVTALRM, signal.SIGPROF, signal.SIGIO, signal.SIGTRAP, signal.SIGSYS,
                   signal.SIGQUIT, signal.SIGRTMIN):
        t.type("ulimit -c 0; rm -f before status after; clear")
        t.start()
        t.shows("RAVINE")
        os.kill(t.pid(), number)
        t.ended(128 + number)


def file_limit(t):
    """The limit on files ends nothing; a write beyond it is an error like others."""
    t.start()
    t.shows("RAVINE")
    os.kill(t.pid(), signal.SIGXFSZ)
    t.keys("?")
    t.shows("The list of cases")
    t.keys("q", "q")
    t.ended(0)


def not_held_up(t):
    """Ctrl-S and Ctrl-Q are keys like others: the driver of the terminal does not hold the screen."""
    t.start()
    t.shows("RAVINE")
    t.keys("C-s", "C-v", "C-o", "?")
    t.shows("The list of cases")
    t.keys("q", "q")
    t.ended(0)


def suspended(t):
    """Ctrl-Z gives the shell back, clean; fg goes on, also in a window of another size."""
    t.type("set -m")
    t.type(t.ravine)
    t.shows("RAVINE")
    t.keys("Down")
    t.keys("C-z")
    t.until("a clean terminal", lambda: t.flags() == ["0", "1", "0", "0"])
    t.type("echo $((40 + 2)) stopped")
    t.shows("42 stopped")
    t.run("resize-window", "-t", "t", "-x", "100", "-y", "30")
    t.type("fg; echo $? >status")
    t.shows("RAVINE")
    t.until("all of the window", lambda: re.search(r"={100}|═{100}", t.screen()))
    t.keys("q")
    if t.file("status") != "0":
        raise Failed(f"exit status {t.file('status')}")


def first_lesson(t):
    """From the shell prompt to the question, without reading anything but the screen."""
    t.start()
    t.shows("Choose a case")
    t.keys("/")
    t.keys("-l", "looks fine, but validation jumps.")
    t.keys("Enter", "Enter")
    t.shows("VALIDATION right")
    t.shows("epoch 1 of 25")
    t.shows("Which epoch would you hand in?")
    t.keys("Left")
    t.shows("epoch 4 of 25")
    t.keys("f")
    t.shows("epoch 25 of 25")
    t.keys("q")
    t.lacks("epoch 25 of 25")
    t.keys("q", "q")
    t.ended(0)


def wide(t):
    """Braille and a second chart."""
    t.start("tui large-lr")
    t.shows("epoch 1 of 25")
    t.keys("f")
    t.shows("epoch 25 of 25")
    if not re.search("[\u2801-\u28ff]", t.screen()):
        raise Failed("no braille")
    t.shows("accuracy (%)")
    if "38;5;214" not in t.screen(True):
        raise Failed("no colours of 256")
    t.keys("q", "q")
    t.ended(0)


def resized(t):
    t.start("tui large-lr")
    t.shows("epoch 1 of 25")
    t.keys("f")
    t.shows("epoch 25 of 25")
    t.run("resize-window", "-t", "t", "-x", "60", "-y", "20")
    t.shows("needs 80 x 24")
    t.run("resize-window", "-t", "t", "-x", "120", "-y", "40")
    t.shows("accuracy (%)")
    t.run("resize-window", "-t", "t", "-x", "80", "-y", "24")
    t.lacks("accuracy (%)")
    t.shows("VALIDATION right")
    t.run("resize-window", "-t", "t", "-x", "20", "-y", "4")
    t.lacks("VALIDATION right")
    t.keys("q", "q")
    t.ended(0)


def vt100(t):
    t.start("tui large-lr")
    t.shows("epoch 1 of 25")
    t.keys("q", "q")
    t.ended(0)


def no_color(t):
    t.start("tui large-lr")
    t.shows("epoch 1 of 25")
    if re.search(r"\x1b\[(?:[0-9;]*;)?3[0-8]", t.screen(True)):
        raise Failed("colours in spite of NO_COLOR")
    t.keys("q", "q")
    t.ended(0)


def ascii_locale(t):
    """A terminal that is not UTF-8 gets ASCII."""
    t.start("tui large-lr")
    t.shows("epoch 1 of 25")
    wrong = [c for c in t.screen() if ord(c) > 126]
    if wrong:
        raise Failed(f"not ASCII: {wrong[:5]}")
    t.keys("q", "q")
    t.ended(0)


def dumb(t):
    t.start()
    t.ended(2)
    t.shows("start with: ravine list")
    os.remove(os.path.join(t.folder, "status"))
    t.run("clear-history", "-t", "t")
    t.start("tui")
    t.ended(2)
    t.shows("TERM=dumb")


def seen(t):
    """What was opened is marked in the next sitting."""
    t.start()
    t.shows("0 seen")
    t.keys("Enter")
    t.shows("epoch")
    t.keys("q")
    t.shows("1 seen")
    t.keys("q")
    t.ended(0)
    t.start()
    t.shows("1 seen")
    t.keys("q")


def recorded(t):
    """A lesson that was recorded gives the same screen when it is replayed."""
    t.start("tui large-lr --record keys")
    t.shows("Which epoch would you hand in?")
    t.keys("N")
    t.shows("epoch 6 of 25")
    t.shows("PAUSED")
    t.keys("Left", "?")
    t.shows("Watching a run")
    t.keys("Escape")
    t.shows("epoch 5 of 25")
    before = t.screen()
    t.keys("q", "q")
    t.ended(0)
    with open(os.path.join(t.folder, "keys"), encoding="utf-8") as file:
        lines = file.read().split("\n")
    with open(os.path.join(t.folder, "keys"), "w", encoding="utf-8") as file:
        file.write("\n".join(lines[:-3]) + "\n")  # without the two that left
    t.type(f"clear; {t.ravine} tui large-lr --keys keys --dump dump; echo replayed")
    t.shows("replayed")
    dump = t.file("dump")
    if dump.split() != before.split():
        raise Failed(f"recorded:\n{before}\nreplayed:\n{dump}")


TESTS = [
    (quit_by_key, {}), (control_c, {}), (terminated, {}), (hung_up, {}), (crashed, {}),
    (aborted, {}), (ended_by_signals, {}), (file_limit, {}), (not_held_up, {}), (suspended, {}), (first_lesson, {}), (wide, {"width": 120, "height": 40}),
    (resized, {}), (vt100, {"term": "vt100"}), (no_color, {"env": "NO_COLOR=1"}),
    (ascii_locale, {"env": "LC_ALL=C"}), (dumb, {"term": "dumb"}), (seen, {}), (recorded, {}),
]


def no_terminal():
    """Why there is no pseudo-terminal to test in, or None."""
    try:
        for end in os.openpty():
            os.close(end)
    except OSError as problem:
        return f"no pseudo-terminal can be had ({problem.strerror}): is /dev/pts mounted?"
    return None


def main():
    words = sys.argv[1:]
    ravine = os.path.abspath(words[0] if words else os.path.join(ROOT, "build/ravine"))
    if not shutil.which("tmux"):
        print("FAIL terminal: tmux is not here")
        return 1
    missing = no_terminal()
    if missing:
        print(f"FAIL terminal: {missing}")
        return 1
    failed = 0
    for test, settings in TESTS:
        if words[1:] and test.__name__ not in words[1:]:
            continue
        terminal = None
        try:
            terminal = Terminal(ravine, **settings)
            test(terminal)
            print(f"ok   terminal: {test.__name__}")
        except Failed as problem:
            failed += 1
            print(f"FAIL terminal: {test.__name__}")
            print("     " + str(problem).replace("\n", "\n     "))
        finally:
            if terminal:
                terminal.end()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
