"""Functions that headers declare: each has a docstring, and somebody calls it. Decisions: their
numbers.

A docstring is a comment on the declaration's own line, or above it without a blank line between: it
may be one of a group. What only tests call says so ("for tests"), since a test is no reason to keep
a function that the program has no use for.
"""

import glob
import os
import re
import subprocess

from map import public, read, sources

# Included several times, with other meanings of the same names.
TEMPLATES = "src/nn/kernels/isa/"


def declarations(text):
    """(name, line, the comments that go with it) of each function that is declared."""
    above, inside, statement, start = "", False, "", 0
    text = re.sub(r"^#(?:.*\\\n)*.*", lambda match: "#" + "\n#" * match.group(0).count("\n"), text,
                  flags=re.M)
    for number, line in enumerate(text.split("\n"), 1):
        if not statement and not inside and not line.strip():
            above = ""
            continue
        comments = re.findall(r"/\*.*?(?:\*/|$)", line) if not inside else [line]
        plain = re.sub(r"/\*.*?(?:\*/|$)", "", line) if not inside else ""
        if inside and "*/" in line:
            inside, plain = False, line.split("*/", 1)[1]
        elif re.search(r"/\*(?!.*\*/)", line):
            inside = True
        if re.match(r"/\* ----", line):
            above = ""
            continue
        if line.startswith("#"):
            continue
        if not statement and not plain.strip():
            above += "\n".join(comments) + "\n"
            continue
        start = start if statement else number
        statement += plain + "\n"
        above += "\n".join(comments)
        if statement.count("{") == statement.count("}") and re.search(r"[;}]\s*$", plain):
            match = re.match(r"(?!\s*(?:static|typedef|extern)\b)[\w\s*]*?\b(rv_\w+)\s*\(", statement)
            if match and "{" not in statement:
                yield match.group(1), start, above
            statement = ""


def declared(root):
    for path in public(root) + [p for p in sources(root) if p.endswith(".h")]:
        if not path.startswith(TEMPLATES):
            for name, line, comment in declarations(read(os.path.join(root, path))):
                yield path, name, line, comment


def documented(root="."):
    return [f"{path}:{line}: {name}() has no docstring, nor has its group"
            for path, name, line, comment in declared(root) if not comment.strip()]


def used(objects, root="."):
    """Called by another object, or by its own file."""
    listing = subprocess.run(["nm", "-A", *glob.glob(os.path.join(objects, "**/*.o"), recursive=True)],
                             capture_output=True, text=True, check=True).stdout
    elsewhere = {line.split()[-1] for line in listing.splitlines() if line.split()[-2] == "U"}
    texts = "\n".join(re.sub(r"/\*.*?\*/", "", read(os.path.join(root, p)), flags=re.S)
                      for p in sources(root) if p.endswith(".c"))
    counts = {}
    for word in re.findall(r"\brv_\w+", texts):
        counts[word] = counts.get(word, 0) + 1
    return [f"{path}:{line}: nobody calls {name}()"
            for path, name, line, comment in declared(root)
            if name not in elsewhere and counts.get(name, 0) < 2
            and not re.search(r"\btests\b", comment)]


def decisions(root="."):
    """Each decision has a number of its own, which begins its title; a number that is named exists."""
    wrong, seen = [], {}
    for path in sorted(glob.glob(os.path.join(root, "docs/decisions/*.md"))):
        number, name = os.path.basename(path)[:3], os.path.relpath(path, root)
        if number in seen:
            wrong.append(f"{name}: {seen[number]} has this number")
        seen[number] = name
        if not re.match(rf"# {number}: \S", read(path)):
            wrong.append(f"{name}: the title does not begin with '# {number}: '")
    for pattern in ("docs/**/*.md", "src/**/*.[ch]", "include/ravine/*.h", "README.md"):
        for path in glob.glob(os.path.join(root, pattern), recursive=True):
            for number in re.findall(r"\b[Dd]ecision (\d+)\b", read(path)):
                if f"{int(number):03}" not in seen:
                    wrong.append(f"{os.path.relpath(path, root)}: there is no decision {number}")
    return wrong


SPOILED = [
    (decisions, {"docs/decisions/001-a.md": "# 001: A\n", "docs/decisions/001-b.md": "# 001: B\n"}),
    (decisions, {"docs/decisions/001-a.md": "# A\n"}),
    (decisions, {"docs/decisions/001-a.md": "# 001: A\n", "README.md": "See decision 2.\n"}),
    (documented, {"include/ravine/bad.h": "/* The file. */\n\nint rv_bad_a(void);\n"}),
    (documented, {"src/nn/bad.h": "int rv_bad_a(void); /* says it */\nint rv_bad_b(int x,\n    int y);\n"
                                  "\nstruct rv_x *rv_bad_c(void);\n"}),
    (used, {"include/ravine/bad.h": "/* Does it. */\nint rv_bad_a(void);\n",
            "src/core/bad.c": "int rv_bad_a(void) { return 1; } /* rv_bad_a() */\n"}),
]
ON_OBJECTS = (used,)
