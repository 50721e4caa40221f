#!/usr/bin/env python3
"""The menu's screens: each tests/tui/*.screen is a command, keys, and the screen that they must give.

    ravine tui large-lr --size 80x24
    wait idle
    v
    ----
    (the screen)

A word @small.yaml is the file of that name in this folder.

Usage: tests/tui/run.py [--update] [RAVINE] [NAME...]     one line a test, "ok   tui: ..."
With --update the screens are written anew: look at every one of them before you commit it.
"""

import difflib
import glob
import os
import re
import shlex
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


def screen(ravine, command, keys, folder=None):
    """The screen that the keys give: (exit status, text)."""
    words = [os.path.join(HERE, w[1:]) if w.startswith("@") else w for w in shlex.split(command)]
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "keys")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(keys) + "\n")
        done = subprocess.run([ravine, *words[1:], "--keys", path, "--dump", "-"],
                              capture_output=True, text=True, env=clean_environment(),
                              cwd=folder or scratch, timeout=600)
    # how many cases there are is no matter of a screen
    return done.returncode, re.sub(r" *\d+ cases, ", " NN cases, ", done.stdout) + done.stderr


def read(path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    rule = lines.index(RULE)
    return lines[0], lines[1:rule], "\n".join(lines[rule + 1:])


def main():
    words = [w for w in sys.argv[1:] if w != "--update"]
    update = "--update" in sys.argv
    ravine = os.path.abspath(words[0] if words else os.path.join(ROOT, "build/ravine"))
    paths = sorted(glob.glob(os.path.join(HERE, "*.screen")))
    wanted = words[1:]
    failed = 0
    for path in paths:
        name = os.path.basename(path)[:-len(".screen")]
        if wanted and name not in wanted:
            continue
        command, keys, expected = read(path)
        status, got = screen(ravine, command, keys)
        if update:
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join([command, *keys, RULE]) + "\n" + got)
            print(f"     written {name}")
            continue
        good = status == 0 and got == expected
        failed += not good
        print(f"{'ok  ' if good else 'FAIL'} tui: {name}")
        if not good:
            difference = difflib.unified_diff(expected.split("\n"), got.split("\n"), "expected",
                                              f"exit status {status}", lineterm="")
            print("\n".join("     " + line for line in difference))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
