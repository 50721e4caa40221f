#!/usr/bin/env python3
"""The menu's screens: each tests/tui/*.screen is a command, keys, and the screen that they must give.

    ravine tui small --size 80x24
    wait idle
    v
    ----
    (the screen)

The program finds the scenarios of tests/tui/scenarios and no others: they are made for these screens,
so that a lesson may be changed without one of them.

Usage: tests/tui/run.py [--update] [RAVINE] [NAME...]     one line a test, "ok   tui: ..."
With --update the screens are written anew: look at every one of them before you commit it.
"""

import contextlib
import difflib
import glob
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
RULE = "----"


def clean_environment():
    """Nothing of the caller's settings reaches the screen."""
    keep = {k: v for k, v in os.environ.items()
            if k not in ("NO_COLOR", "COLUMNS", "LINES", "RAVINE_ISA", "RAVINE_THEME", "RAVINE_PATH")}
    return {**keep, "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}


def screen(ravine, command, keys, **settings):
    """The screen that the keys give: (exit status, text)."""
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "keys")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(keys) + "\n")
        done = subprocess.run([ravine, *shlex.split(command)[1:], "--keys", path, "--dump", "-"],
                              capture_output=True, text=True, env={**clean_environment(), **settings},
                              cwd=scratch, timeout=600)
    return done.returncode, done.stdout + done.stderr


@contextlib.contextmanager
def away(ravine):
    """A copy of the program, which finds no scenarios beside it."""
    with tempfile.TemporaryDirectory() as scratch:
        yield shutil.copy(ravine, os.path.join(scratch, "ravine"))


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    rule = lines.index(RULE)
    return lines[0], lines[1:rule], "\n".join(lines[rule + 1:])


def compare(program, path, update):
    """Whether the screen is as it was, or was written anew."""
    name = os.path.basename(path)[:-len(".screen")]
    command, keys, expected = read(path)
    status, got = screen(program, command, keys, RAVINE_PATH=os.path.join(HERE, "scenarios"))
    if update:
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join([command, *keys, RULE]) + "\n" + got)
        print(f"     written {name}")
        return True
    good = status == 0 and got == expected
    print(f"{'ok  ' if good else 'FAIL'} tui: {name}")
    if not good:
        difference = difflib.unified_diff(expected.split("\n"), got.split("\n"), "expected",
                                          f"exit status {status}", lineterm="")
        print("\n".join("     " + line for line in difference))
    return good


def main():
    words = [w for w in sys.argv[1:] if w != "--update"]
    ravine = os.path.abspath(words[0] if words else os.path.join(ROOT, "build/ravine"))
    paths = [p for p in sorted(glob.glob(os.path.join(HERE, "*.screen")))
             if not words[1:] or os.path.basename(p)[:-len(".screen")] in words[1:]]
    with away(ravine) as program:
        return 0 if all([compare(program, path, "--update" in sys.argv) for path in paths]) else 1


if __name__ == "__main__":
    sys.exit(main())
