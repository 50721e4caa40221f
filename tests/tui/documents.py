#!/usr/bin/env python3
"""Screens in the documents: dumps of the menu, so that they cannot go stale.

    <!-- screen: ravine tui large-lr --size 80x24; wait idle; v -->
    ```text
    (the screen that these keys give)
    ```

Usage: tests/tui/documents.py [--write] [RAVINE] [FILE...]     one line a screen, "ok   screen: ..."
With --write (`make docs` does it) the screens are written anew.
"""

import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
import run as screens  # noqa: E402  (the neighbour)

PATTERN = re.compile(r"(<!-- screen: ([^>]*) -->\n```text\n)(.*?)(```\n)", re.S)


def main():
    words = [w for w in sys.argv[1:] if w != "--write"]
    write = "--write" in sys.argv
    ravine = os.path.abspath(words[0] if words else os.path.join(screens.ROOT, "build/ravine"))
    paths = words[1:] or sorted(glob.glob(os.path.join(screens.ROOT, "docs/**/*.md"),
                                          recursive=True))
    failed = 0

    for path in paths:
        with open(path, encoding="utf-8") as file:
            text = file.read()

        def renew(match):
            nonlocal failed
            command, *keys = [part.strip() for part in match.group(2).split(";")]
            status, got = screens.screen(ravine, command, keys)
            got = re.sub(r" *\d+ cases, ", " NN cases, ", got)  # a new one makes no page stale
            got = "\n".join(line.rstrip() for line in got.rstrip("\n").split("\n")) + "\n"
            good = status == 0 and (write or got == match.group(3))
            failed += not good
            where = f"{os.path.relpath(path, screens.ROOT)}: {match.group(2)}"
            if not write or not good:
                print(f"{'ok  ' if good else 'FAIL'} screen: {where}")
            if not good:
                print("     `make docs` writes it anew; it is now:")
                print("     " + got.replace("\n", "\n     "))
            return match.group(1) + got + match.group(4) if write else match.group(0)

        renewed = PATTERN.sub(renew, text)
        if write and renewed != text and not failed:
            with open(path, "w", encoding="utf-8") as file:
                file.write(renewed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
